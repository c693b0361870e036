package dev.trenza.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.pipeline.SourceItem;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@Timeout(120)
class CsvSourceTest {

    @TempDir
    Path directory;

    @Test
    void aRowIsAMapFromTheHeadersNamesToTexts() throws IOException {
        assertThat(rows("name,n\r\nada,1\r\n\r\n\"grace\",\n"))
                .containsExactly(Map.of("name", "ada", "n", "1"), Map.of("name", "grace", "n", ""));
        assertThat(((Map<?, ?>) rows("b,a\n1,2").get(0)).keySet()).hasToString("[b, a]");
    }

    @Test
    void anEmptyFileAndOneOfAHeaderOnlyAreEmpty() throws IOException {
        assertThat(rows("")).isEmpty();
        assertThat(rows("\n\n")).isEmpty();
        assertThat(rows("a,b\n")).isEmpty();
    }

    @Test
    void aFieldInQuotesHoldsDelimitersQuotesAndLineEnds() throws IOException {
        assertThat(rows("\uFEFFa,b\n\"x,\"\"y\"\"\",\"1\n\n2\"\nu,v\n"))
                .containsExactly(Map.of("a", "x,\"y\"", "b", "1\n\n2"), Map.of("a", "u", "b", "v"));
    }

    @Test
    void aQuoteWithinAPlainFieldIsAQuote() throws IOException {
        assertThat(rows("size,of\n5\" disk,x\n3\",y\n"))
                .containsExactly(Map.of("size", "5\" disk", "of", "x"), Map.of("size", "3\"", "of", "y"));
    }

    @Test
    void aBadRowFailsWithItsLineAndTheNextOneFollows() throws IOException {
        List<Object> rows = rows("a,b\n1\n1,2\n1,2,3\n\"1\"x,2\n3,4\n");

        assertThat(rows).hasSize(5);
        assertFailed(rows.get(0), ":2", "has 1 column where the header has 2");
        assertFailed(rows.get(2), ":4", "has 3 columns where the header has 2");
        assertFailed(rows.get(3), ":5", "is no row: Unexpected character after closing quote");
        assertThat(rows.get(1)).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(rows.get(4)).isEqualTo(Map.of("a", "3", "b", "4"));
    }

    @Test
    void aQuoteThatIsNeverClosedCostsOneLine() throws IOException {
        List<Object> rows = rows("a,b\n\"1,2\n3,4\n5,6\n");

        assertThat(rows).hasSize(3);
        assertFailed(rows.get(0), ":2", "opens a quote that is not closed");
        assertThat(rows.get(1)).isEqualTo(Map.of("a", "3", "b", "4"));
        assertThat(rows.get(2)).isEqualTo(Map.of("a", "5", "b", "6"));
    }

    @Test
    void aRowThatIsTooLongOrNoTextFailsAndTheNextOneFollows() throws IOException {
        Path file = Files.write(
                directory.resolve("f.csv"),
                ("a,b\n" + "x".repeat(100) + ",2\n\u00ff,2\n\"" + "l\n".repeat(90) + "3,4\n").getBytes(ISO_8859_1));

        List<Object> rows =
                open(Map.of("path", file, "max-line", 50)).collectList().block();

        assertFailed(rows.get(0), ":2", "has 102 characters, and max-line is 50");
        assertFailed(rows.get(1), ":3", "is not UTF-8");
        assertFailed(rows.get(2), ":4", "opens a quote that is not closed within max-line, which is 50 characters");
        assertThat(rows).hasSize(3 + 90).last().isEqualTo(Map.of("a", "3", "b", "4"));
    }

    @Test
    void typesMayBeGuessed() throws IOException {
        Path file = write("a,b,c,d,e,f\n1,-2.5e3,true,,007,9999999999999999999999\n", UTF_8);
        Map<String, Object> expected = new HashMap<>();
        expected.put("a", 1L);
        expected.put("b", -2500.0);
        expected.put("c", true);
        expected.put("d", null);
        expected.put("e", "007");
        expected.put("f", 1e22);

        assertThat(open(Map.of("path", file, "types", "auto")).collectList().block())
                .containsExactly(expected);
    }

    @Test
    void delimiterCharsetAndColumnsMayBeGiven() throws IOException {
        Path file = write("ä\tb\n\n", ISO_8859_1);

        assertThat(open(Map.of("path", file, "delimiter", "tab", "charset", "ISO-8859-1", "columns", List.of("x", "y")))
                        .collectList()
                        .block())
                .containsExactly(new LinkedHashMap<>(Map.of("x", "ä", "y", "b")));
        assertThatThrownBy(() -> open(Map.of("path", file, "delimiter", "||")))
                .hasMessageContaining("'delimiter' must be one character");
        assertThatThrownBy(() -> open(Map.of("path", file, "columns", List.of("x", "x"))))
                .hasMessageContaining("the column 'x' is there twice");
    }

    @Test
    void aFieldOfSeveralLinesKeepsTheirEnds() throws IOException {
        assertThat(open(Map.of("path", write("a,b\r\n\"x\r\ny\nz\",1\r\n", UTF_8)))
                        .collectList()
                        .block())
                .containsExactly(Map.of("a", "x\r\ny\nz", "b", "1"));
    }

    @Test
    void aHeaderOfNoUseEndsTheStream() throws IOException {
        StepVerifier.create(open(Map.of("path", write("a,a\n1,2\n", UTF_8))))
                .expectErrorMessage("the header of '" + directory.resolve("f.csv")
                        + "', line 1, is of no use: the column 'a' is there twice; give other names with 'columns', and"
                        + " 'skip: 1' to pass over a header")
                .verify();
        assertThat(open(Map.of("path", write("a,a\n1,2\n", UTF_8), "columns", List.of("x", "y"), "skip", 1))
                        .collectList()
                        .block())
                .containsExactly(Map.of("x", "1", "y", "2"));
        StepVerifier.create(open(Map.of("path", directory)))
                .expectErrorMessage("'" + directory + "' has no lines: it is a directory")
                .verify();
    }

    @Test
    void nothingIsReadBeyondTheDemand() throws IOException {
        Path file = write("a\n" + "1\n".repeat(100_000), UTF_8);

        StepVerifier.create(open(Map.of("path", file)), 2)
                .expectNextCount(2)
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(99_998)
                .verifyComplete();
    }

    private List<Object> rows(String text) throws IOException {
        return open(Map.of("path", write(text, UTF_8))).collectList().block();
    }

    private Path write(String text, Charset charset) throws IOException {
        return Files.writeString(directory.resolve("f.csv"), text, charset);
    }

    private static Flux<Object> open(Map<String, ?> parameters) {
        return SourceCatalog.load(null).open("csv", parameters);
    }

    private void assertFailed(Object item, String line, String problem) {
        SourceItem failed = (SourceItem) item;
        assertThat(failed.origin()).isEqualTo(directory.resolve("f.csv") + line);
        assertThat(failed.failure())
                .hasMessageStartingWith("line " + line.substring(1) + " of '" + directory.resolve("f.csv") + "' ")
                .hasMessageContaining(problem);
    }
}
