package dev.trenza.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.pipeline.Item;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadTaskTest {

    @TempDir
    Path directory;

    @Test
    void theContentComesAsBytes() throws Exception {
        byte[] content = new byte[200_000];
        new Random(1).nextBytes(content);
        Path file = Files.write(directory.resolve("f"), content);

        assertThat(read(file.toString(), Map.of())).isEqualTo(content);
        assertThat(read(file, Map.of())).isEqualTo(content);
        assertThat(read(file.toFile(), Map.of())).isEqualTo(content);
        assertThat(read(Files.createFile(directory.resolve("empty")), Map.of())).isEqualTo(new byte[0]);
    }

    @Test
    void textIsDecodedStrictly() throws Exception {
        Path latin = Files.write(directory.resolve("latin"), "über".getBytes(ISO_8859_1));
        Path utf = Files.writeString(directory.resolve("utf"), "über \uFFFD");

        assertThat(read(utf, Map.of("as", "text"))).isEqualTo("über \uFFFD");
        assertThat(read(latin, Map.of("as", "text", "charset", "iso-8859-1"))).isEqualTo("über");
        assertThatThrownBy(() -> read(latin, Map.of("as", "text")))
                .hasMessage("'" + latin + "' is not UTF-8: byte 0 cannot be decoded; give its 'charset', or take it"
                        + " 'as: bytes'");
    }

    @Test
    void theFirstWrongByteIsToldHoweverFarItIs() throws Exception {
        byte[] content = "é".repeat(50_000).getBytes(UTF_8);
        content[content.length - 1] = 'x';
        Path file = Files.write(directory.resolve("f"), content);

        assertThatThrownBy(() -> read(file, Map.of("as", "text"))).hasMessageContaining("byte 99998 cannot be decoded");
    }

    @Test
    void aFileOverTheLimitIsRefusedWithItsSize() throws Exception {
        Path file = Files.write(directory.resolve("f"), new byte[1_001]);

        assertThat((byte[]) read(file, Map.of("max-size", "1001"))).hasSize(1_001);
        assertThatThrownBy(() -> read(file, Map.of("max-size", "1000")))
                .hasMessage("'" + file + "' has 1001 bytes, and max-size is 1000; raise 'max-size', or let a task that"
                        + " streams take the path");
    }

    @Test
    void aFileThatSaysItIsEmptyIsReadAllTheSame() throws Exception {
        Path file = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.isRegularFile(file));

        assertThat((String) read(file, Map.of("as", "text"))).contains("Name:");
        assertThatThrownBy(() -> read(file, Map.of("max-size", "10"))).hasMessageContaining("more than 10 bytes");
    }

    @Test
    void whatIsNoReadableFileIsNamedWithItsRemedy() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> read(missing, Map.of()))
                .hasMessage("'" + missing + "' cannot be read: there is no such file");
        assertThatThrownBy(() -> read("no/such", Map.of()))
                .hasMessageMatching("'no/such' cannot be read: there is no such file \\(looked in '/.*'\\)");
        assertThatThrownBy(() -> read(directory, Map.of()))
                .hasMessage(
                        "'" + directory + "' cannot be read: it is a directory; list its files with a glob such as '"
                                + directory + "/**'");
        assertThatThrownBy(() -> read("a\0b", Map.of())).hasMessageContaining("Nul character");
    }

    @Test
    void aDeviceIsNotRead() {
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/zero")));

        assertThatThrownBy(() -> read("/dev/zero", Map.of())).hasMessageContaining("it is no regular file");
    }

    @Test
    void whatIsNoPathIsNamed() {
        assertThatThrownBy(() -> read(42, Map.of())).hasMessage("'read' takes a path, was the number 42");
        assertThatThrownBy(() -> read(null, Map.of())).hasMessage("'read' takes a path, was null");
        assertThatThrownBy(() -> read("", Map.of())).hasMessage("'read' takes a path, was the text ''");
        assertThatThrownBy(() -> read(List.of(1, 2), Map.of())).hasMessage("'read' takes a path, was a list of 2");
        assertThatThrownBy(() -> read(new byte[5], Map.of())).hasMessage("'read' takes a path, was 5 bytes");
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        Path file = Files.write(directory.resolve("f"), new byte[10]);

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> read(file, Map.of())).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void parametersThatCannotWorkAreRefusedAtOnce() {
        assertThatThrownBy(() -> read("f", Map.of("charset", "utf-99")))
                .hasMessageContaining("'charset' must be one that this Java knows")
                .hasMessageContaining("'utf-99'");
        assertThatThrownBy(() -> read("f", Map.of("max-size", "2g")))
                .hasMessageContaining("'max-size' must be at most");
    }

    private static Object read(Object value, Map<String, ?> parameters) throws Exception {
        return IoTaskCatalog.load(null).create("read", parameters).run(new Item("s", 0, "origin", value));
    }
}
