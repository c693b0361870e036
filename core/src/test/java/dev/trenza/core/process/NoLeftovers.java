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
        try (DirectoryStream<Path> found = Files.newDirectoryStream(temporary, own)) {
            return StreamSupport.stream(found.spliterator(), false).toList();
        }
    }
}
