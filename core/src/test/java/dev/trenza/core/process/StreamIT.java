package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.task.Emitter;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.test.StepVerifier;

/** Many results of one call, across the process line. */
@Tag("process")
@Timeout(120)
@ExtendWith(NoLeftovers.class)
class StreamIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    record Line(int number, String text) {}

    private static void lines(int count, Emitter<Line> out) {
        for (int i = 0; i < count; i++) {
            out.emit(new Line(i, "line " + i));
        }
    }

    private static void threeAndExit(int status, Emitter<Integer> out) {
        for (int i = 1; i <= 3; i++) {
            out.emit(i);
        }
        Runtime.getRuntime().halt(status);
    }

    private static void exit(int status, Emitter<Integer> out) {
        Runtime.getRuntime().halt(status);
    }

    private static void threeAndHang(int millis, Emitter<Integer> out) throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            out.emit(i);
        }
        Thread.sleep(millis);
    }

    private static void slowly(int count, Emitter<Integer> out) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            Thread.sleep(20);
            out.emit(i);
        }
    }

    private static void blocks(int count, Emitter<byte[]> out) {
        for (int i = 0; i < count; i++) {
            out.emit(new byte[3 << 20]);
        }
    }

    private static void afterwards(int ignored, Emitter<Integer> out) {
        Thread late = new Thread(() -> {
            while (true) {
                try {
                    Thread.sleep(1);
                    out.emit(1);
                } catch (IllegalStateException | InterruptedException e) {
                    return;
                }
            }
        });
        late.setDaemon(true);
        late.start();
    }

    private static int square(int x) {
        return x * x;
    }

    private static WorkerPool.Builder pool() {
        return WorkerPool.builder().name("stream").workers(1);
    }

    @Test
    void recordsAreStreamedWithoutPermission() {
        try (WorkerPool pool = pool().build()) {
            StepVerifier.create(pool.stream(StreamIT::lines, 10_000))
                    .expectNext(new Line(0, "line 0"))
                    .expectNextCount(9_998)
                    .expectNext(new Line(9_999, "line 9999"))
                    .expectComplete()
                    .verify(SOON);
        }
    }

    @Test
    void aCrashComesBehindTheValuesBeforeItAndNothingComesTwice() {
        try (WorkerPool pool = pool().attempts(3).build()) {
            StepVerifier.create(pool.stream(StreamIT::threeAndExit, 7))
                    .expectNext(1, 2, 3)
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(WorkerCrashedException.class)
                            .hasMessageContaining("threeAndExit"))
                    .verify(SOON);
            assertThat(pool.submit(StreamIT::square, 3).block(SOON)).isEqualTo(9);
        }
    }

    @Test
    void aCallThatHasEmittedNothingIsTriedAgain() {
        try (WorkerPool pool = pool().attempts(2).build()) {
            StepVerifier.create(pool.stream(StreamIT::exit, 7))
                    .expectErrorSatisfies(error -> assertThat(error).hasMessageContaining("in each of 2 attempts"))
                    .verify(SOON);
        }
    }

    @Test
    void timeOutsEndAStream() {
        try (WorkerPool pool = pool().taskTimeout(Duration.ofSeconds(2)).build()) {
            StepVerifier.create(pool.stream(StreamIT::threeAndHang, 600_000))
                    .expectNext(1, 2, 3)
                    .expectError(TaskTimeoutException.class)
                    .verify(SOON);
        }
    }

    @Test
    void emittingIsProgressAndSoIsWaitingForTheSubscriber() {
        try (WorkerPool pool = pool().stallTimeout(Duration.ofSeconds(2)).build()) {
            StepVerifier.create(pool.stream(StreamIT::slowly, 150))
                    .expectNextCount(150)
                    .expectComplete()
                    .verify(SOON);
            StepVerifier.create(pool.stream(StreamIT::lines, 1_000), 1)
                    .expectNextCount(1)
                    .thenAwait(Duration.ofSeconds(4))
                    .thenRequest(Long.MAX_VALUE)
                    .expectNextCount(999)
                    .expectComplete()
                    .verify(SOON);
            StepVerifier.create(pool.stream(StreamIT::threeAndHang, 600_000))
                    .expectNext(1, 2, 3)
                    .expectError(TaskTimeoutException.class)
                    .verify(SOON);
        }
    }

    @Test
    void largeValuesWaitForTheirBytes() {
        try (WorkerPool pool = pool().build()) {
            StepVerifier.create(pool.stream(StreamIT::blocks, 40).map(block -> block.length), 1)
                    .expectNext(3 << 20)
                    .thenRequest(Long.MAX_VALUE)
                    .expectNextCount(39)
                    .expectComplete()
                    .verify(SOON);
        }
    }

    @Test
    void whatATaskLeavesRunningEmitsNothingMore() {
        try (WorkerPool pool = pool().build()) {
            for (int i = 0; i < 20; i++) {
                StepVerifier.create(pool.stream(StreamIT::afterwards, i).then())
                        .expectComplete()
                        .verify(SOON);
            }
            assertThat(pool.submit(StreamIT::square, 3).block(SOON)).isEqualTo(9);
            await().until(() -> pool.metrics().inFlight() == 0);
            assertThat(pool.metrics().started()).isEqualTo(1);
        }
    }
}
