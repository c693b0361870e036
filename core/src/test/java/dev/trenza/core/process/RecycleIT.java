package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** Ends of workers that are harder to see than others, and what must not be left of any. */
@Tag("process")
@Timeout(60)
@ExtendWith(NoLeftovers.class)
class RecycleIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private static WorkerPool.Builder pool() {
        return WorkerPool.builder().name("recycle").workers(1).attempts(1);
    }

    private static int exitWithAHookThatHangs(int code) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            while (code > 0) {
                LockSupport.park();
            }
        }));
        System.exit(code);
        return code;
    }

    private static int exhaustDirectMemory(int ignored) {
        List<ByteBuffer> buffers = new ArrayList<>();
        while (buffers.size() < 1_000) {
            buffers.add(ByteBuffer.allocateDirect(1 << 20));
        }
        return buffers.size();
    }

    private static int interruptItself(int x) {
        Thread.currentThread().interrupt();
        return x;
    }

    private static boolean isInterrupted(int ignored) {
        return Thread.currentThread().isInterrupted();
    }

    /** Its child keeps the worker's end of the channel open, as a child of native code would. */
    private static int haltWithAChildOnTheChannel(String pidFile) throws IOException {
        Process child = new ProcessBuilder("sleep", "1000")
                .redirectOutput(new File("/dev/fd/4"))
                .redirectError(new File("/dev/fd/2"))
                .start();
        Files.writeString(Path.of(pidFile), Long.toString(child.pid()));
        Runtime.getRuntime().halt(9);
        return 0;
    }

    private static int haltAlways(int code) {
        Runtime.getRuntime().halt(code);
        return code;
    }

    private static int throwWhatCannotBeAsked(int ignored) {
        throw new IllegalStateException() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new UnsupportedOperationException();
            }

            @Override
            public synchronized Throwable getCause() {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static <O> Outcome<Integer, O> only(Flux<Outcome<Integer, O>> outcomes) {
        return outcomes.single().block(SOON);
    }

    private static String message(Outcome<?, ?> outcome) {
        return ((Outcome.Failure<?, ?>) outcome).failure().getMessage();
    }

    @Test
    void anExitThatAHookHoldsUpEndsAllTheSame() {
        try (WorkerPool pool = pool().build()) {
            Outcome<Integer, Integer> outcome =
                    only(Flux.just(5).transform(pool.outcomes(RecycleIT::exitWithAHookThatHangs)));

            assertThat(outcome.status()).isEqualTo("crashed");
            assertThat(message(outcome)).contains("ended with 114", "a shutdown hook did not return");
        }
    }

    @Test
    void anErrorOfTheVirtualMachineFailsItsItemAndTheWorkerIsReplacedInOrder() {
        try (WorkerPool pool = pool().jvmArguments("-XX:MaxDirectMemorySize=8m").build()) {
            long before = pool.submit(Deeds::pid, 0).block(SOON);

            Outcome<Integer, Integer> outcome =
                    only(Flux.just(1).transform(pool.outcomes(RecycleIT::exhaustDirectMemory)));

            assertThat(outcome.status()).isEqualTo("failed");
            assertThat(message(outcome)).contains("OutOfMemoryError", "direct");
            assertThat(pool.submit(Deeds::pid, 0).block(SOON)).isNotEqualTo(before);
            assertThat(pool.metrics().restarts()).isZero();
        }
    }

    @Test
    void anExceptionThatThrowsWhenItIsAskedFailsItsItemAlone() {
        try (WorkerPool pool = pool().build()) {
            Outcome<Integer, Integer> outcome =
                    only(Flux.just(1).transform(pool.outcomes(RecycleIT::throwWhatCannotBeAsked)));

            assertThat(outcome.status()).isEqualTo("failed");
            assertThat(message(outcome)).contains("getMessage() threw java.lang.UnsupportedOperationException");
            assertThat(pool.metrics().restarts()).isZero();
        }
    }

    @Test
    void anInterruptThatATaskLeavesDoesNotReachTheNext() {
        try (WorkerPool pool = pool().build()) {
            pool.submit(RecycleIT::interruptItself, 1).block(SOON);

            assertThat(pool.submit(RecycleIT::isInterrupted, 1).block(SOON)).isFalse();
            assertThat(pool.metrics().started()).isEqualTo(1);
        }
    }

    @Test
    void aDeathIsSeenAlthoughAChildHoldsTheChannel() throws IOException {
        Path pidFile = directory.resolve("pid");
        try (WorkerPool pool = pool().build()) {
            Outcome<String, Integer> outcome = Flux.just(pidFile.toString())
                    .transform(pool.outcomes(RecycleIT::haltWithAChildOnTheChannel))
                    .single()
                    .block(SOON);

            assertThat(outcome.status()).isEqualTo("crashed");
            assertThat(message(outcome)).contains("ended with 9");
            long child = Long.parseLong(Files.readString(pidFile));
            await().atMost(Duration.ofSeconds(2)).until(() -> !Running.is(child));
        }
    }

    @Test
    void manyDeathsLeaveNoDescriptorBehind() throws IOException {
        try (WorkerPool pool = pool().workers(2).build()) {
            pool.warmup().block(SOON);
            long before = descriptors();

            List<Outcome<Integer, Integer>> outcomes = Flux.range(1, 12)
                    .transform(pool.outcomes(RecycleIT::haltAlways))
                    .collectList()
                    .block(SOON);

            assertThat(outcomes).extracting(Outcome::status).containsOnly("crashed");
            await().atMost(SOON).until(() -> pool.metrics().workers() == 2);
            await().atMost(SOON).untilAsserted(() -> assertThat(descriptors()).isBetween(before - 4, before + 4));
        }
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
