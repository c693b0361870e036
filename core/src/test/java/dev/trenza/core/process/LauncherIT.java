package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.WorkerStartException;
import dev.trenza.worker.protocol.Frame;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

/** How a worker's process is set up, and what is said when that fails. */
@Tag("process")
@Timeout(60)
@ExtendWith(NoLeftovers.class)
class LauncherIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private static WorkerPool.Builder pool() {
        return WorkerPool.builder().name("launch").workers(1);
    }

    private static Map<String, String> environment(int ignored) {
        return Map.copyOf(System.getenv());
    }

    private static long maxHeap(int ignored) {
        return Runtime.getRuntime().maxMemory();
    }

    private static int processors(int ignored) {
        return Runtime.getRuntime().availableProcessors();
    }

    private static List<String> arguments(int ignored) {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    private static String write(Path file) throws IOException {
        return Files.readString(Files.writeString(file, file.getFileName().toString()));
    }

    private static boolean exists(Path file) {
        return Files.exists(file);
    }

    private static String readFromClassPath(String resource) throws IOException {
        try (var in = Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            return in == null ? "nothing" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A program in place of java. The channel is on its fds 3 and 4, as it would be on java's. */
    private Path program(String script) throws IOException {
        Path program = Files.writeString(directory.resolve("java"), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private static void cannotStart(WorkerPool.Builder settings, String... words) {
        try (WorkerPool pool = settings.build()) {
            StepVerifier.create(pool.submit(Deeds::square, 1))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(WorkerStartException.class)
                            .message()
                            .contains(words))
                    .verify(SOON);
        }
    }

    @Test
    void aWorkerInheritsOnlyWhatIsHarmlessAndWhatItIsGiven() {
        try (WorkerPool pool = pool().environment("ACME_LICENCE", "42").build()) {
            Map<String, String> environment =
                    pool.submit(LauncherIT::environment, 0).block(SOON);

            assertThat(environment).containsEntry("ACME_LICENCE", "42").containsKey("PATH");
            assertThat(environment.keySet())
                    .allMatch(name -> name.matches(
                            "PATH|HOME|USER|TZ|TMPDIR|LANG|LANGUAGE|LC_.*|ACME_LICENCE|PWD|_|SHLVL|OLDPWD"));
        }
    }

    @Test
    void fileNamesBeyondAsciiCanBeUsedWhateverTheParentsLocale() {
        Path file = directory.resolve("gr\u00FC\u00DFe \uD83E\uDD80.txt");
        try (WorkerPool pool = pool().environment("LC_ALL", "C").build()) {
            assertThat(pool.submit(LauncherIT::write, file).block(SOON))
                    .isEqualTo(file.getFileName().toString());
        }
        assertThat(file).exists();
    }

    @Test
    void fileNamesThatAreNoTextCanBeUsed() throws Exception {
        new ProcessBuilder("sh", "-c", "touch \"$(printf 'caf\\351.txt')\"")
                .directory(directory.toFile())
                .start()
                .waitFor();
        Path file = Path.of(URI.create(directory.toUri() + "caf%E9.txt"));
        try (WorkerPool pool = pool().build()) {
            assertThat(pool.submit(LauncherIT::exists, file).block(SOON)).isTrue();
        }
    }

    @Test
    void theHeapAndTheArgumentsAreThoseOfThePool() {
        try (WorkerPool pool =
                pool().heap(48 << 20).jvmArguments("-Xss2m", "-Dacme=a b").build()) {
            assertThat(pool.submit(LauncherIT::maxHeap, 0).block(SOON)).isBetween(40L << 20, 50L << 20);
            assertThat(pool.submit(LauncherIT::arguments, 0).block(SOON))
                    .contains("-Xss2m", "-Dacme=a b", "-XX:+ExitOnOutOfMemoryError");
        }
    }

    @Test
    void byDefaultEachWorkerHasItsShareOfTheMachine() {
        Optional<MemoryBudget> machine = Optional.of(new MemoryBudget(800 << 20, 200 << 20));
        try (WorkerPool pool =
                pool().workers(4).memory(machine).jvmArguments("-Xmn1m").build()) {
            assertThat(pool.config().heapBytes()).isEqualTo(100 << 20);
            assertThat(pool.submit(LauncherIT::maxHeap, 0).block(SOON)).isBetween(95L << 20, 100L << 20);
            assertThat(pool.config().processors())
                    .isEqualTo(Math.max(1, (Runtime.getRuntime().availableProcessors() + 3) / 4));
            assertThat(pool.submit(LauncherIT::processors, 0).block(SOON))
                    .isEqualTo(pool.config().processors());
        }
    }

    @Test
    void anArgumentSetsTheHeapOfWhateverTheSettingsSay() {
        try (WorkerPool pool = pool().heap(48 << 20)
                .processors(1)
                .jvmArguments("-Xmx80m", "-Xmn1m", "-XX:ActiveProcessorCount=3")
                .build()) {
            assertThat(pool.config().heapBytes()).isEqualTo(80 << 20);
            assertThat(pool.submit(LauncherIT::maxHeap, 0).block(SOON)).isBetween(76L << 20, 80L << 20);
            assertThat(pool.submit(LauncherIT::processors, 0).block(SOON)).isEqualTo(3);
        }
    }

    @Test
    void aClassPathTooLongForACommandLineGoesThroughAFile() throws IOException {
        Path deep = Files.createDirectories(directory.resolve("with space").resolve("quote\"d"));
        Files.writeString(deep.resolve("found.txt"), "yes");
        List<Path> many = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            many.add(Files.createDirectory(directory.resolve("an empty directory, and a long name too " + i)));
        }
        try (WorkerPool pool = pool().taskPath(many).taskPath(List.of(deep)).build()) {
            assertThat(String.join(
                            File.pathSeparator,
                            many.stream().map(Path::toString).toList()))
                    .hasSizeGreaterThan(64 << 10);
            assertThat(pool.submit(LauncherIT::readFromClassPath, "found.txt").block(SOON))
                    .isEqualTo("yes");
        }
    }

    @Test
    void aWorkerOfAnotherProtocolVersionIsToldByBothNumbers() throws IOException {
        Path hello = Files.write(directory.resolve("hello"), dev.trenza.worker.protocol.AlienFrames.hello(9));

        cannotStart(
                pool().java(program("cat \"$HELLO\" >&4; exec sleep 1000")).environment("HELLO", hello.toString()),
                "version 9",
                "this side version " + Frame.VERSION,
                "jars of one release");
    }

    @Test
    void whatAnotherProgramWritesInPlaceOfAHelloIsShown() throws IOException {
        cannotStart(
                pool().java(program("echo usage: java is not installed here >&4; exec sleep 1000")),
                "usage: java is not installed here");
    }

    @Test
    void aProgramThatEndsAtOnceIsToldWithItsStatusAndWords() throws IOException {
        cannotStart(
                pool().java(program("echo no licence, no java; exit 9")),
                "ended with 9 before it was ready; last output: no licence, no java");
    }

    @Test
    void aWorkerThatNeverSaysHelloIsGivenUpInTime() throws IOException {
        cannotStart(
                pool().java(program("exec sleep 1000"))
                        .startupTimeout(Duration.ofMillis(300))
                        .maxStartFailures(2),
                "not ready within 300 ms");
    }

    @Test
    void aTemporaryDirectoryThatWasCleanedIsMadeAgain() throws IOException {
        try (WorkerPool pool = pool().build()) {
            long first = pool.submit(Deeds::pid, 0).block(SOON);
            PoolDirectory.removeTree(ownDirectory());

            ProcessHandle.of(first).ifPresent(ProcessHandle::destroyForcibly);

            assertThat(pool.submit(Deeds::pid, 0).block(SOON)).isNotEqualTo(first);
        }
    }

    @Test
    void whatAWorkerHasWrittenCanBeReadAfterItWasKilled() throws Exception {
        Path written = directory.resolve("written");
        Path java = program("head -c 60000 /dev/zero >&4; touch \"$WRITTEN\"; exec sleep 1000");
        JvmLauncher launcher = new JvmLauncher(
                pool().java(java).environment("WRITTEN", written.toString()).settings());
        WorkerProcess worker = launcher.launch(1, 0);
        await().until(() -> Files.exists(written));

        worker.kill();

        assertThat(worker.waitFor()).isEqualTo(137);
        assertThat(worker.results().readAllBytes()).hasSize(60_000);
        worker.cleanUp();
        launcher.close();
    }

    private static Path ownDirectory() throws IOException {
        try (var found = Files.newDirectoryStream(
                Path.of(System.getProperty("java.io.tmpdir")),
                "trenza-pool-" + ProcessHandle.current().pid() + "-*")) {
            return found.iterator().next();
        }
    }
}
