package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskRun;
import dev.trenza.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Each guarantee of the sandbox, by a task that tries. */
@Tag("process")
@Timeout(60)
@ExtendWith(NoLeftovers.class)
class SandboxIT {

    @TempDir
    Path directory;

    private static WorkerPool.Builder isolated(Path... writable) {
        Optional<String> problem = LaunchTools.find().problemOf(Sandbox.isolated());
        if (problem.isPresent()) {
            // A trial that is at fault itself must not look like a system without namespaces.
            assumeTrue(isolates(), () -> "no isolation on this system: " + problem.get());
            fail("this system isolates, but the trial says: " + problem.get());
        }
        return WorkerPool.builder().name("box").workers(1).attempts(1).sandbox(Sandbox.isolated(writable));
    }

    /** Whether the system can do it, as it says itself: no code of the pool is asked. */
    private static boolean isolates() {
        return succeeds("bwrap --unshare-all --ro-bind / / --dev /dev --proc /proc true")
                || succeeds("unshare --user --map-root-user --mount --net --pid --ipc --fork --mount-proc"
                        + " setpriv --no-new-privs --bounding-set=-all --inh-caps=-all true");
    }

    private static boolean succeeds(String command) {
        try {
            return new ProcessBuilder(command.split(" "))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is no such program
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String write(String file) throws IOException {
        return Files.writeString(Path.of(file), "written").toString();
    }

    static String writeTemporarily(int ignored) throws IOException {
        return Files.readString(Files.writeString(Files.createTempFile("in-the-box", ""), "written"));
    }

    static String read(String file) throws IOException {
        return Files.readString(Path.of(file));
    }

    static String connect(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            return "connected";
        }
    }

    static String signal(long pid) {
        return ProcessHandle.of(pid).map(handle -> "seen").orElse("unseen");
    }

    static int remount(int ignored) throws IOException, InterruptedException {
        return new ProcessBuilder("mount", "-o", "remount,bind,rw", "/").start().waitFor();
    }

    static String limitOfFiles(int ignored) throws IOException {
        return new String(
                new ProcessBuilder("sh", "-c", "ulimit -n")
                        .start()
                        .getInputStream()
                        .readAllBytes(),
                StandardCharsets.UTF_8);
    }

    private static <I> void fails(WorkerPool pool, Task<I, ?> task, I input, String why) {
        StepVerifier.create(Flux.just(input).transform(pool.outcomes(task)))
                .assertNext(outcome -> {
                    assertThat(outcome.status()).isEqualTo("failed");
                    assertThat(message(outcome)).contains(why);
                })
                .expectComplete()
                .verify(Duration.ofSeconds(30));
    }

    private static @Nullable String message(Outcome<?, ?> outcome) {
        return ((Outcome.Failure<?, ?>) outcome).failure().getMessage();
    }

    @Test
    void noFileCanBeWrittenButWhatIsGranted() throws IOException {
        Path granted = Files.createDirectory(directory.resolve("granted directory"));
        try (WorkerPool pool = isolated(granted).build()) {
            fails(pool, SandboxIT::write, directory.resolve("forbidden").toString(), "Read-only file system");
            fails(pool, SandboxIT::write, "/dev/shm/trenza-forbidden", "Read-only file system");

            String made = granted.resolve("allowed").toString();
            assertThat(pool.submit(SandboxIT::write, made).block()).isEqualTo(made);
            assertThat(granted.resolve("allowed")).hasContent("written");
            assertThat(directory.resolve("forbidden")).doesNotExist();
        }
    }

    @Test
    void filesCanBeReadAndTemporaryOnesWritten() throws IOException {
        Path file = Files.writeString(directory.resolve("readable"), "text");
        try (WorkerPool pool = isolated().build()) {
            assertThat(pool.submit(SandboxIT::read, file.toString()).block()).isEqualTo("text");
            assertThat(pool.submit(SandboxIT::writeTemporarily, 0).block()).isEqualTo("written");
        }
    }

    @Test
    void noSocketReachesOut() throws IOException {
        try (ServerSocket server = new ServerSocket(0);
                WorkerPool open = WorkerPool.builder().name("open").workers(1).build();
                WorkerPool pool = isolated().build()) {
            assertThat(open.submit(SandboxIT::connect, server.getLocalPort()).block())
                    .isEqualTo("connected");

            fails(pool, SandboxIT::connect, server.getLocalPort(), "");
        }
    }

    @Test
    void theReadOnlyFileSystemCannotBeUndone() {
        try (WorkerPool pool = isolated().build()) {
            assertThat(pool.submit(SandboxIT::remount, 0).block()).isNotZero();
        }
    }

    @Test
    void otherProcessesAreNotSeen() {
        try (WorkerPool pool = isolated().build()) {
            long own = ProcessHandle.current().pid();

            assertThat(pool.submit(SandboxIT::signal, own).block()).isEqualTo("unseen");
        }
    }

    @Test
    void aWorkerThatDiesInTheSandboxCostsOnlyItsItemAndTellsHowItEnded() {
        try (WorkerPool pool = isolated().build()) {
            TaskRun<Integer, Integer> run =
                    TaskRun.<Integer, Integer>of(Deeds::exitAt3).ordered();
            StepVerifier.create(pool.outcomes(Flux.just(3, 4), run))
                    .assertNext(outcome -> assertThat(message(outcome)).contains("ended with 7"))
                    .assertNext(outcome -> assertThat(outcome.status()).isEqualTo("success"))
                    .expectComplete()
                    .verify(Duration.ofSeconds(30));
        }
    }

    @Test
    void whatATaskHasStartedEndsWithItsWorker() {
        try (WorkerPool pool = isolated().taskTimeout(Duration.ofSeconds(2)).build()) {
            pool.submit(Deeds::leaveAChild, 0).block();
            pool.closeNow();
        }
        await().untilAsserted(
                        () -> assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
                                .isEmpty());
    }

    @Test
    void aTaskThatHangsIsKilledInTheSandboxToo() {
        try (WorkerPool pool = isolated().taskTimeout(Duration.ofMillis(300)).build()) {
            StepVerifier.create(Flux.just(3).transform(pool.outcomes(Deeds::spinAt3)))
                    .assertNext(outcome -> assertThat(outcome.status()).isEqualTo("timed-out"))
                    .expectComplete()
                    .verify(Duration.ofSeconds(30));
        }
    }

    @Test
    void aPathThatIsNotThereIsRefused() {
        try (WorkerPool pool = isolated(directory.resolve("missing")).build()) {
            StepVerifier.create(pool.submit(Deeds::square, 1))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .hasMessageContaining("cannot grant")
                            .hasMessageContaining("missing"))
                    .verify(Duration.ofSeconds(30));
        }
    }

    @Test
    void aSandboxInWhichEverythingIsWritableIsRefused() {
        assertThatThrownBy(() -> Sandbox.isolated(Path.of("/")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is none");
    }

    @Test
    void withoutTheProgramsItIsRefusedWithTheReason() {
        LaunchTools none =
                new LaunchTools(true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(none.problemOf(Sandbox.isolated()))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains("the sandbox 'isolated' is not to be had on this system", "unshare", "bubblewrap"));
    }

    @Test
    void aSystemThatDoesNotIsolateIsFoundOut() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/env")));
        LaunchTools pretending = new LaunchTools(
                true,
                Optional.empty(),
                Optional.of(Path.of("/usr/bin/setpriv")),
                Optional.empty(),
                Optional.of(pretender()));

        assertThat(pretending.problemOf(Sandbox.isolated()))
                .hasValueSatisfying(problem -> assertThat(problem).contains("a file could be written all the same"));
    }

    @Test
    void whereBubblewrapDoesNotIsolateUnshareDoes() {
        LaunchTools here = LaunchTools.find();
        isolated(); // or this system has nothing that isolates
        LaunchTools both =
                new LaunchTools(true, here.setsid(), here.setpriv(), here.unshare(), Optional.of(pretender()));
        assumeTrue(both.isolators().size() == 2, "no unshare");

        assertThat(both.problemOf(Sandbox.isolated())).isEmpty();
    }

    @Test
    void eachToolThatFailsIsToldWithItsReason() {
        LaunchTools both = new LaunchTools(
                true,
                Optional.empty(),
                Optional.of(Path.of("/bin/true")),
                Optional.of(Path.of("/bin/false")),
                Optional.of(pretender()));

        assertThat(both.problemOf(Sandbox.isolated()))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .contains("bwrap: status 1: a file could be written all the same; false: status 1"));
    }

    @Test
    void anItemFromTheSandboxIsReplayedInOne() throws IOException {
        Path quarantine = directory.resolve("bad");
        Path granted = Files.createDirectory(directory.resolve("granted"));
        try (WorkerPool pool = isolated(granted).quarantine(quarantine).build()) {
            pool.submit(Deeds::exitAt3, 3).onErrorComplete().block();
        }

        try (var kept = Files.list(quarantine)) {
            Path item = kept.findFirst().orElseThrow();
            assertThat(QuarantinedItem.read(item).pool().settings().sandbox()).isEqualTo(Sandbox.isolated(granted));
        }
    }

    /** Takes the arguments of bubblewrap, and isolates nothing. */
    private Path pretender() {
        try {
            Path program = Files.writeString(
                    directory.resolve("bwrap"),
                    "#!/bin/sh\nwhile [ \"$1\" != -- ]; do shift; done; shift; exec \"$@\"\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theLimitsHold() {
        assumeTrue(LaunchTools.find().hasShell(), "no shell");
        try (WorkerPool pool = WorkerPool.builder()
                .name("limits")
                .workers(1)
                .sandbox(Sandbox.limits())
                .build()) {
            assertThat(Integer.parseInt(pool.submit(SandboxIT::limitOfFiles, 0)
                            .blockOptional()
                            .orElseThrow()
                            .strip()))
                    .isLessThanOrEqualTo(1024);
        }
    }
}
