package dev.trenza.worker.tasks;

import static dev.trenza.worker.tasks.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.task.NamedTask;
import dev.trenza.task.TaskCatalog;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestTaskTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "sha-256, sha256sum",
        "md5, md5sum",
        "SHA1, sha1sum",
        "sha224, sha224sum",
        "SHA-384, sha384sum",
        "sha512, sha512sum"
    })
    void itAgreesWithTheProgramOverRealFiles(String algorithm, String program) throws Exception {
        List<Path> files = Oracle.realFiles();

        List<String> expected = Oracle.linesOf(List.of(program), files);

        for (int i = 0; i < files.size(); i++) {
            Object digest =
                    call("digest", Map.of("algorithm", algorithm), files.get(i).toString());
            assertThat(digest + "  " + files.get(i)).isEqualTo(expected.get(i));
        }
    }

    @Test
    void aLargeFileAgreesToo() throws Exception {
        byte[] content = new byte[5_000_001];
        new Random(7).nextBytes(content);
        Path file = Files.write(directory.resolve("large"), content);

        String expected = Oracle.linesOf("sha256sum", file.toString()).get(0);

        assertThat(expected).startsWith((String) call("digest", Map.of(), file.toString()));
    }

    @Test
    void everyAlgorithmOfTheJdkIsKnown() {
        NamedTask digest = TaskCatalog.load(null).task("digest");
        List<String> known = digest.parameters().get(0).choices();

        assertThat(Security.getAlgorithms("MessageDigest"))
                .allSatisfy(algorithm -> assertThat(known).contains(algorithm.toLowerCase(Locale.ROOT)))
                .allSatisfy(algorithm -> assertThat(
                                (String) call("digest", Map.of("algorithm", algorithm), new byte[0]))
                        .isNotBlank());
    }

    @Test
    void anAlgorithmOfALaterJavaIsRefusedAtOnce() {
        Assumptions.assumeTrue(Runtime.version().feature() < 24);

        assertThatThrownBy(() -> call("digest", Map.of("algorithm", "shake128-256"), new byte[0]))
                .hasMessageStartingWith("'algorithm' must be one that this Java knows, was 'shake128-256'");
        assertThatThrownBy(() -> call("digest", Map.of("algorithm", "sha-257"), new byte[0]))
                .hasMessageContaining("'algorithm' must be one of: sha-256, sha256,");
    }

    @Test
    void progressIsToldAndACancellationEndsIt() throws Exception {
        Path file = Files.write(directory.resolve("large"), new byte[10 * Content.CHUNK]);
        Calls.Context free = Calls.Context.cancelledAfter(Integer.MAX_VALUE);
        Calls.Context cancelled = Calls.Context.cancelledAfter(3);

        call("digest", Map.of(), file, free);

        assertThat(free.progress).hasValue(10);
        assertThatThrownBy(() -> call("digest", Map.of(), file, cancelled)).isInstanceOf(CancellationException.class);
        assertThat(cancelled.progress).hasValue(3);
    }

    @Test
    void anInterruptEndsTheReading() throws Exception {
        Path file = Files.write(directory.resolve("f"), new byte[10]);
        Calls.Context free = Calls.Context.cancelledAfter(Integer.MAX_VALUE);

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> call("digest", Map.of(), file, free)).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
