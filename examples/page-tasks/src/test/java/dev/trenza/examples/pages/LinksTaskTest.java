package dev.trenza.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.task.Parameters;
import dev.trenza.task.TaskCatalog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LinksTaskTest {

    private static final Pattern HREF = Pattern.compile("<a href=\"([^\"]*)\">");

    @Test
    void itIsFoundByName() {
        assertThat(TaskCatalog.load(LinksTaskTest.class.getClassLoader()).task("links"))
                .isInstanceOf(LinksTask.class);
    }

    /** The oracle: a page of which it is known where it leads, for it was made of that. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 200})
    void itFindsWhatAPageWasMadeOf(int count) throws Exception {
        List<String> expected =
                IntStream.range(0, count).mapToObj(i -> "/page/" + i).toList();
        StringBuilder page = new StringBuilder("<title>A &amp; B</title>");
        expected.forEach(link -> page.append("<p><a href='")
                .append(link)
                .append("'>x</a><a href=\"")
                .append(link)
                .append("\">"));

        Map<?, ?> result = links(page.toString(), Map.of());

        assertThat(result.get("title")).isEqualTo("A & B");
        assertThat(result.get("links")).isEqualTo(expected);
        assertThat(links(page.toString().getBytes(StandardCharsets.UTF_8), Map.of()))
                .isEqualTo(result);
    }

    /** Another oracle: on pages this simple, a regular expression finds the same as a parser. */
    @Test
    void onSimplePagesItFindsWhatAPatternFinds() throws Exception {
        Random random = new Random(5);
        for (int round = 0; round < 50; round++) {
            StringBuilder page = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                page.append(random.nextBoolean() ? "<b>t</b> " : "<a href=\"/" + random.nextInt(9) + "\">l</a>\n");
            }
            List<String> expected = new ArrayList<>();
            for (Matcher link = HREF.matcher(page); link.find(); ) {
                if (!expected.contains(link.group(1))) {
                    expected.add(link.group(1));
                }
            }
            assertThat(links(page.toString(), Map.of()).get("links"))
                    .as(page.toString())
                    .isEqualTo(expected);
        }
    }

    @Test
    void relativeLinksAreCompletedByTheBase() throws Exception {
        Object links = links("<a href=b><a href=/c><a href='http://x/'><a href='#top'>", Map.of("base", "http://h/d/a"))
                .get("links");

        assertThat(links).isEqualTo(List.of("http://h/d/b", "http://h/c", "http://x/", "http://h/d/a#top"));
    }

    @Test
    void whatIsNoPageHasNoLinksAndIsRead() throws Exception {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);

        assertThat(links(noise, Map.of())).containsKeys("title", "links");
        assertThat(links("<div>".repeat(50_000), Map.of()).get("links")).isEqualTo(List.of());
        assertThatThrownBy(() -> links(3L, Map.of()))
                .hasMessage("'links' takes a page as bytes or text, was the number 3");
    }

    @Test
    void tooManyLinksAreTold() {
        String page = "<a href=1><a href=2><a href=3>";

        assertThatThrownBy(() -> links(page, Map.of("max-links", 2)))
                .isInstanceOf(TooManyLinksException.class)
                .hasMessage("3 links are more than max-links, 2");
    }

    private static Map<String, ?> links(Object input, Map<String, Object> parameters) throws Exception {
        LinksTask task = new LinksTask();
        @SuppressWarnings("unchecked")
        Map<String, ?> result = (Map<String, ?>) task.create(Parameters.of(task.name(), task.parameters(), parameters))
                .run(input);
        return result;
    }
}
