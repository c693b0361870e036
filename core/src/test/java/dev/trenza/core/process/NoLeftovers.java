package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves a process, a thread or a directory of a pool behind. */
public final class NoLeftovers implements AfterEachCallback {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Override
    public void afterEach(ExtensionContext context) {
        await("the last process ends")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(children()).isEmpty());
        await("the last thread ends")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(threads()).isEmpty());
        await("the directory is gone")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(directories()).isEmpty());
        await("the payload files are gone")
                .atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(payloadFiles(ProcessHandle.current().pid())).isEmpty());
        await("and closed")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(openPayloadFiles()).isEmpty());
    }

    /** What a process has left in memory, by name. */
    static List<Path> payloadFiles(long pid) throws IOException {
        return found(Path.of("/dev/shm"), "trenza-payloads-" + pid + "-*");
    }

    private static List<Path> openPayloadFiles() throws IOException {
        return found(Path.of("/proc/self/fd"), "*").stream()
                .filter(link -> target(link).contains("trenza-payloads-"))
                .toList();
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // it is closed by now
        }
    }

    private static List<Path> found(Path directory, String names) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, names)) {
            return StreamSupport.stream(found.spliterator(), false).toList();
        }
    }

    private static List<String> children() {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> Running.is(child.pid()))
                .map(child -> child.pid() + " " + child.info().commandLine().orElse("?"))
                .toList();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("trenza-"))
                .toList();
    }

    private static List<Path> directories() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        String own = "trenza-pool-" + ProcessHandle.current().pid() + "-*";
        return found(temporary, own);
    }
}
