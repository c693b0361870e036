package dev.trenza.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.pipeline.SourceItem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NdjsonSourceTest {

    @TempDir
    Path directory;

    @Test
    void eachLineIsAValue() throws IOException {
        List<Object> values =
                ndjson("{\"a\":[1,2.5,null],\"a\":{}}\r\n\n \n\"x\"\ntrue\n12345678901234567890\n[1,null]\n-7");

        assertThat(values)
                .containsExactly(
                        Map.of("a", Map.of()),
                        "x",
                        true,
                        new BigInteger("12345678901234567890"),
                        Arrays.asList(1L, null),
                        -7L);
    }

    @Test
    void aBadLineFailsWithItsNumberAndTheNextOneFollows() throws IOException {
        List<Object> values =
                ndjson("{\"a\":\n1 2\nnull\n1e999\n" + "[".repeat(5_000) + "\n" + "{\"ok\":true}\nnonsense\n");

        assertThat(values).hasSize(7);
        assertFailed(values.get(0), 1, "is not JSON at column");
        assertFailed(values.get(1), 2, "has something behind its value, at column 3");
        assertFailed(values.get(2), 3, "is null, which no stream can carry");
        assertFailed(values.get(3), 4, "has a number that no double can hold, '1e999'");
        assertFailed(values.get(4), 5, "is not JSON");
        assertThat(values.get(5)).isEqualTo(Map.of("ok", true));
        assertFailed(values.get(6), 7, "is not JSON at column");
    }

    @Test
    void aDashIsStandardInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("1\n2\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(SourceCatalog.load(null)
                            .open("ndjson", "-")
                            .collectList()
                            .block())
                    .containsExactly(1L, 2L);
        } finally {
            System.setIn(before);
        }
    }

    private List<Object> ndjson(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("f"), text);
        return SourceCatalog.load(null)
                .open("ndjson", file.toString())
                .collectList()
                .block();
    }

    private void assertFailed(Object item, int line, String problem) {
        SourceItem failed = (SourceItem) item;
        assertThat(failed.origin()).isEqualTo(directory.resolve("f") + ":" + line);
        assertThat(failed.failure())
                .hasMessageStartingWith("line " + line + " of '" + directory.resolve("f") + "' ")
                .hasMessageContaining(problem);
    }
}
