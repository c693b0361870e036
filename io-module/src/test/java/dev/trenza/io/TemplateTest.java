package dev.trenza.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.InvalidParametersException;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

    @ParameterizedTest
    @CsvSource({
        "{}, docs/a/report.tar.gz",
        "{origin}, docs/a/report.tar.gz",
        "{path}, docs/a/report.tar.gz",
        "{base}, docs/a/report.tar",
        "{.}, docs/a/report.tar",
        "{dir}, docs/a",
        "{//}, docs/a",
        "{name}, report.tar.gz",
        "{/}, report.tar.gz",
        "{stem}, report.tar",
        "{/.}, report.tar",
        "{ext}, gz",
        "{relative}, docs/a/report.tar.gz",
        "{relative-dir}, docs/a",
        "{seq}, 7",
        "{number}, 8",
        "{#}, 8",
        "{stream}, texts",
        "{value}, 4.5",
        "out/{stem}-{seq}.txt, out/report.tar-7.txt",
        "{{{seq}}}, {7}",
        "plain, plain",
        "'', ''"
    })
    void placeholdersTellOfTheItem(String template, String expected) {
        Item item = new Item("texts", 7, "docs/a/report.tar.gz", 4.5);

        assertThat(Template.parse(template).fill(item)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "Makefile, ., Makefile, Makefile, '', Makefile, .",
        ".profile, ., .profile, .profile, '', .profile, .",
        "a., ., a., a, '', a., .",
        "/etc/hosts.allow, /etc, hosts.allow, hosts, allow, etc/hosts.allow, etc",
        "/hosts, /, hosts, hosts, '', hosts, .",
        "../up/./x.y, ../up/., x.y, x, y, %2E%2E/up/x.y, %2E%2E/up",
        "dir/sub/, dir, sub, sub, '', dir/sub, dir",
        "/, /, '', '', '', ., .",
        ".., ., .., .., '', %2E%2E, .",
        "https://u:p@example.com:81/a/b.html?q=1#f, example.com:81/a, b.html, b, html, example.com:81/a/b.html, example.com:81/a",
        "https://example.com, ., example.com, example, com, example.com, ."
    })
    void anyTextHasThePartsOfAPath(
            String origin, String dir, String name, String stem, String ext, String relative, String relativeDir) {
        Item item = new Item("s", 0, origin, null);

        assertThat(Template.parse("{base}").fill(item)).endsWith(stem);
        assertThat(Template.parse("{dir}|{name}|{stem}|{ext}|{relative}|{relative-dir}")
                        .fill(item))
                .isEqualTo(String.join("|", dir, name, stem, ext, relative, relativeDir));
    }

    @Test
    void anOriginMayBeAPathAnAddressOrANumber() {
        Template template = Template.parse("{stem}");

        assertThat(template.fill(item(Path.of("a", "b.txt")))).isEqualTo("b");
        assertThat(template.fill(item(URI.create("http://h/x/y.z")))).isEqualTo("y");
        assertThat(template.fill(item(42L))).isEqualTo("42");
    }

    @Test
    void anOriginWithoutATextIsRefused() {
        assertThatThrownBy(() -> Template.parse("{stem}").fill(item(Map.of("k", 1))))
                .hasMessage("the origin is a map with the fields [k], which has no place in a template;"
                        + " use {seq} and {stream} for a name");
        assertThatThrownBy(() -> Template.parse("{value}").fill(new Item("s", 0, "a", null)))
                .hasMessageStartingWith("the value is null, which has no place in a template");
        assertThatThrownBy(() -> Template.parse("{value}").fill(new Item("s", 0, "a", new byte[3])))
                .hasMessageStartingWith("the value is 3 bytes, which");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "out/{stm}.txt|'{stm}' is no placeholder (write '{{' for a brace); did you mean 'stem'?",
                "{ }|'{ }' is no placeholder (write '{{' for a brace); known: origin, path, base, dir, name, stem, ext, relative, relative-dir, seq,"
                        + " number, stream, value",
                "a{stem|'{' at position 2 is not closed; write '{{' for a brace",
                "a}b|'}' at position 2 closes nothing; write '}}' for a brace"
            })
    void whatIsNoTemplateIsRefusedWhenParsed(String text, String problem) {
        assertThatThrownBy(() -> Template.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("template '" + text + "': " + problem);
    }

    @Test
    void everyTemplateAmongTheParametersIsChecked() {
        List<Parameter> declared = List.of(
                Parameter.required("to", Parameter.Type.TEMPLATE, ""),
                Parameter.optional("log", Parameter.Type.TEMPLATE, null, ""),
                Parameter.optional("also", Parameter.Type.TEMPLATE, null, ""));
        Parameters parameters = Parameters.of("t", declared, Map.of("to", "{a}", "also", "{b}"));

        assertThatThrownBy(() -> Template.check("t", declared, parameters))
                .isInstanceOfSatisfying(
                        InvalidParametersException.class,
                        e -> assertThat(e.problems())
                                .extracting(InvalidParametersException.Problem::parameter)
                                .containsExactly("to", "also"))
                .hasMessageContaining("task 't': 'to': template '{a}': '{a}' is no placeholder");
    }

    @ParameterizedTest
    @CsvSource({
        "out/{stem}.txt, out",
        "out/a-{stem}.txt, out",
        "/var/x/{relative}, /var/x",
        "/{name}, /",
        "{name}, .",
        "a-{name}, .",
        "out/all.txt, out",
        "../out/{dir}/x, ../out"
    })
    void theFixedDirectoryIsWhatNoItemCanChange(String template, String directory) {
        assertThat(Template.parse(template).fixedDirectory()).isEqualTo(directory);
    }

    private static Item item(Object origin) {
        return new Item("s", 0, origin, origin);
    }
}
