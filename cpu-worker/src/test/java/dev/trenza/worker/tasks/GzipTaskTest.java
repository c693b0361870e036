package dev.trenza.worker.tasks;

import static dev.trenza.worker.tasks.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GzipTaskTest {

    @TempDir
    Path directory;

    private Path file;
    private byte[] content;

    @BeforeEach
    void makeFile() throws Exception {
        content = new byte[300_001];
        new Random(5).nextBytes(content);
        Arrays.fill(content, 1_000, 200_000, (byte) 'x');
        file = Files.write(directory.resolve("f"), content);
    }

    @Test
    void zcatUnpacksWhatGzipPacked() throws Exception {
        Object path = call("gzip", Map.of("to", "file", "level", 9), file.toString());

        assertThat(path).isEqualTo(file + ".gz");
        assertThat(Oracle.bytesOf(List.of("zcat", file + ".gz"))).isEqualTo(content);
        assertThat((byte[]) call("gzip", Map.of("level", 9), file.toString()))
                .isEqualTo(Files.readAllBytes(directory.resolve("f.gz")));
        assertThat(namesIn(directory)).containsExactly("f", "f.gz");
    }

    @Test
    void realFilesComeBackFromZcat() throws Exception {
        Path packed = directory.resolve("packed.gz");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (Path real : Oracle.realFiles()) {
            all.writeBytes(Files.readAllBytes(real));
            members.writeBytes((byte[]) call("gzip", Map.of(), real.toString()));
        }
        Files.write(packed, members.toByteArray());

        assertThat(Oracle.bytesOf(List.of("zcat", packed.toString()))).isEqualTo(all.toByteArray());
        assertThat(call("gunzip", Map.of(), packed.toString()))
                .as("members one after another")
                .isEqualTo(all.toByteArray());
    }

    @Test
    void gunzipUnpacksWhatTheProgramPacked() throws Exception {
        byte[] packed = Oracle.bytesOf(List.of("gzip", "-c", "-1", file.toString()));
        Path there =
                Files.write(Files.createDirectory(directory.resolve("there")).resolve("g.gz"), packed);

        assertThat(call("gunzip", Map.of(), packed)).isEqualTo(content);
        assertThat(call("gunzip", Map.of(), there.toString())).isEqualTo(content);
        assertThat(call("gunzip", Map.of("to", "file"), there.toString()))
                .isEqualTo(directory.resolve("there/g").toString());
        assertThat(directory.resolve("there/g")).hasBinaryContent(content);
        Path archive = Files.write(directory.resolve("there/h.tgz"), packed);
        assertThat(call("gunzip", Map.of("to", "file"), archive))
                .isEqualTo(directory.resolve("there/h.tar").toString());
    }

    @Test
    void aBombIsStoppedByItsSizeOrItsRatio() throws Exception {
        Path zeros = directory.resolve("zeros");
        Oracle.linesOf("truncate", "-s", "20000000", zeros.toString());
        Path bomb = Files.write(directory.resolve("bomb.gz"), Oracle.bytesOf(List.of("gzip", "-c", zeros.toString())));

        assertThatThrownBy(() -> call("gunzip", Map.of(), bomb))
                .hasMessageMatching(
                        "'.*bomb.gz' unpacks to more than 200 times its size, which is max-ratio: \\d+ bytes"
                                + " came of \\d+; if that is no bomb, raise 'max-ratio'");
        assertThatThrownBy(() -> call("gunzip", Map.of("max-ratio", 0, "max-size", "1m"), bomb))
                .hasMessageMatching(
                        "the result of 'gunzip' for '.*bomb.gz' has more than 1048576 bytes, which is max-size;"
                                + " raise it, and say 'to: file'");
        assertThatThrownBy(() -> call("gunzip", Map.of("to", "file"), bomb)).hasMessageContaining("max-ratio");
        assertThat(namesIn(directory)).as("nothing is left").containsExactly("bomb.gz", "f", "zeros");
        assertThat((byte[]) call("gunzip", Map.of("max-ratio", 2_000), bomb)).hasSize(20_000_000);
    }

    @Test
    void whatIsNoGzipIsNamed() throws Exception {
        byte[] packed = (byte[]) call("gzip", Map.of(), file.toString());
        byte[] damaged = packed.clone();
        damaged[packed.length - 6] ^= 1;

        assertThatThrownBy(() -> call("gunzip", Map.of(), file.toString()))
                .hasMessage("'" + file + "' is no gzip file, or damaged: Not in GZIP format");
        assertThatThrownBy(() -> call("gunzip", Map.of(), Arrays.copyOf(packed, packed.length / 2)))
                .hasMessage("the value is no whole gzip file: it ends too early");
        assertThatThrownBy(() -> call("gunzip", Map.of(), new byte[0])).hasMessageContaining("ends too early");
        assertThatThrownBy(() -> call("gunzip", Map.of(), damaged))
                .hasMessageContaining("or damaged: Corrupt GZIP trailer");
    }

    @Test
    void aFileIsReplacedOnlyIfThatWasSaid() throws Exception {
        Path there = Files.writeString(directory.resolve("f.gz"), "precious");

        assertThatThrownBy(() -> call("gzip", Map.of("to", "file"), file))
                .hasMessage("'" + there + "' exists with other content, and is not replaced; say 'overwrite: true'");
        assertThat(there).hasContent("precious");
        assertThat(namesIn(directory)).containsExactly("f", "f.gz");
        call("gzip", Map.of("to", "file", "overwrite", true), file);
        assertThat(Oracle.bytesOf(List.of("zcat", there.toString()))).isEqualTo(content);
    }

    @Test
    void aFileThatHoldsTheSameAlreadyIsNotInTheWay() throws Exception {
        call("gzip", Map.of("to", "file"), file);

        assertThat(call("gzip", Map.of("to", "file"), file)).isEqualTo(file + ".gz");
        assertThat(namesIn(directory)).containsExactly("f", "f.gz");
    }

    @Test
    void whatCannotWorkIsRefused() {
        assertThatThrownBy(() -> call("gzip", Map.of("to", "file"), new byte[1]))
                .hasMessage("'gzip' writes a file beside the one that it reads, and was given bytes; say 'to: bytes'");
        assertThatThrownBy(() -> call("gunzip", Map.of("to", "file"), file))
                .hasMessage("'" + file + "' ends neither with .gz nor with .tgz, so the unpacked file has no name; say"
                        + " 'to: bytes'");
        assertThatThrownBy(() -> call("gzip", Map.of("level", 10), file))
                .hasMessage("'level' must be from 1 to 9, was 10");
        assertThatThrownBy(() -> call("gunzip", Map.of("max-ratio", -1), file))
                .hasMessage("'max-ratio' must not be negative, was -1; 0 is no limit");
        assertThatThrownBy(() -> call("gzip", Map.of("max-size", 1_000), file)).hasMessageContaining("max-size");
    }

    @Test
    void aCancellationEndsItAndLeavesNothing() throws Exception {
        assertThatThrownBy(() -> call("gzip", Map.of("to", "file"), file, Calls.Context.cancelledAfter(2)))
                .isInstanceOf(CancellationException.class);
        byte[] packed = (byte[]) call("gzip", Map.of(), file);
        Path there = Files.write(directory.resolve("g.gz"), packed);
        assertThatThrownBy(() -> call("gunzip", Map.of("to", "file"), there, Calls.Context.cancelledAfter(2)))
                .isInstanceOf(CancellationException.class);

        assertThat(namesIn(directory)).containsExactly("f", "g.gz");
    }

    private static List<String> namesIn(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
