package dev.trenza.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests that the documentation names as its proof are there. */
class DocumentedTestsTest {

    private static final Path ROOT = Path.of(System.getProperty("trenza.root"));
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|IT|Contract))(?:\\.([a-z]\\w*))?`");

    private static final Map<String, String> SOURCES = sources();

    private static Map<String, String> sources() {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files =
                Files.find(ROOT, 20, (file, attributes) -> file.toString().matches(".*/src/test/java/.*\\.java"))) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName()).replace(".java", "");
                sources.merge(name, Files.readString(file), String::concat);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return sources;
    }

    private static List<String> missing(String text) {
        List<String> missing = new ArrayList<>();
        for (Matcher named = NAMED.matcher(text); named.find(); ) {
            String source = SOURCES.getOrDefault(named.group(1), "");
            String method = named.group(2);
            if (method == null ? source.isEmpty() : !source.matches("(?s).*\\bvoid " + method + "\\(.*")) {
                missing.add(named.group());
            }
        }
        return missing;
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/faults.md", "docs/parity.md"})
    void everyTestThatIsNamedIsThere(String document) throws IOException {
        String text = Files.readString(ROOT.resolve(document));

        assertThat(NAMED.matcher(text).results()).hasSizeGreaterThan(30);
        assertThat(missing(text)).isEmpty();
    }

    @Test
    void everyFaultHasARowWithAProofOrSaysThatItHasNone() throws IOException {
        List<String> rows = Files.readAllLines(ROOT.resolve("docs/faults.md")).stream()
                .filter(line -> line.matches("\\| \\d+ \\|.*"))
                .toList();

        assertThat(rows)
                .extracting(row -> Integer.valueOf(row.substring(2, row.indexOf(' ', 2))))
                .isEqualTo(IntStream.rangeClosed(1, Math.max(64, rows.size()))
                        .boxed()
                        .toList());
        assertThat(rows).allMatch(row -> row.matches(".*\\| (not built: issue \\d|`\\w+\\.\\w+`.*) \\|"));
    }

    @Test
    void aTestThatIsNotThereWouldBeMissed() {
        assertThat(
                        missing(
                                "`ChannelIT.noSuchTest`, `NoSuchIT` and `DocumentedTestsTest.aTestThatIsNotThereWouldBeMissed`"))
                .containsExactly("`ChannelIT.noSuchTest`", "`NoSuchIT`");
    }
}
