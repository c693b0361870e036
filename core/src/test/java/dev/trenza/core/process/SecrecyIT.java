package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import dev.trenza.core.WorkerLostException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** What other users of the machine can see of a pool: nothing that matters. */
@Tag("process")
@Timeout(120)
@ExtendWith(NoLeftovers.class)
class SecrecyIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private static Path ownDirectory() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                Path.of(System.getProperty("java.io.tmpdir")),
                "trenza-pool-" + ProcessHandle.current().pid() + "-*")) {
            return found.iterator().next();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static String commandLine(long pid) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
    }

    @Test
    void nothingThatIsGivenToAWorkerIsOnACommandLine() throws IOException {
        Path file = directory.resolve("secret-input");
        String captured = "secret-capture";
        try (WorkerPool pool = WorkerPool.builder()
                .name("secrecy")
                .workers(1)
                .environment("ACME_TOKEN", "secret-variable")
                .initializer(String::length, "secret-initialiser")
                .build()) {
            CompletableFuture<String> held = pool.<String, String>submit(
                            input -> Deeds.holdWhile(input) + captured, file.toString())
                    .toFuture();
            await().atMost(SOON).until(() -> Files.exists(file));

            List<Long> processes = ProcessHandle.current()
                    .descendants()
                    .map(ProcessHandle::pid)
                    .toList();
            assertThat(processes).isNotEmpty();
            for (long pid : processes) {
                assertThat(commandLine(pid)).contains("WorkerMain").doesNotContain("secret");
            }
            Files.delete(file);
            assertThat(held.join()).isEqualTo("secret-inputsecret-capture");
        }
    }

    @Test
    void whatAPoolHasOnTheDiskIsItsOwnersAlone() throws IOException {
        Path quarantine = directory.resolve("quarantine");
        try (WorkerPool pool = WorkerPool.builder()
                .name("secrecy")
                .workers(1)
                .attempts(1)
                .quarantine(quarantine)
                .output(line -> {})
                .build()) {
            pool.warmup().block(SOON);
            Path own = ownDirectory();

            assertThat(permissions(own)).isEqualTo("rwx------");
            try (Stream<Path> homes = Files.list(own).filter(Files::isDirectory)) {
                assertThat(homes).singleElement().satisfies(home -> {
                    assertThat(permissions(home)).isEqualTo("rwx------");
                    assertThat(permissions(home.resolve("status"))).isEqualTo("rw-------");
                });
            }
            Outcome<Integer, Integer> crashed = Flux.just(3)
                    .transform(pool.outcomes(Deeds::writeToNullAt3))
                    .single()
                    .block(SOON);
            WorkerLostException failure = (WorkerLostException) ((Outcome.Failure<Integer, Integer>) crashed).failure();
            Path kept = failure.quarantine().orElseThrow();
            assertThat(permissions(kept)).isEqualTo("rwx------");
            try (Stream<Path> reports = Files.list(kept)
                    .filter(file -> file.getFileName().toString().startsWith("crash"))) {
                assertThat(reports)
                        .singleElement()
                        .satisfies(report -> assertThat(permissions(report)).isEqualTo("rw-------"));
            }
        }
    }
}
