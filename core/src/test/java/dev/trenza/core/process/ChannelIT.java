package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import dev.trenza.task.ContextTask;
import dev.trenza.task.Task;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Nothing that a task prints, reads, sends or returns harms the channel. */
@Tag("process")
@Timeout(60)
@ExtendWith(NoLeftovers.class)
class ChannelIT {

    private final Queue<WorkerOutput> printed = new ConcurrentLinkedQueue<>();

    private WorkerPool.Builder pool() {
        return WorkerPool.builder().name("channel").workers(2).output(printed::add);
    }

    private static void allSquaresOf(WorkerPool pool, Task<Integer, Integer> identity) {
        StepVerifier.create(Flux.range(0, 100).transform(pool.map(identity)).count())
                .expectNext(100L)
                .verifyComplete();
    }

    @Test
    void whatIsPrintedInAnyWayIsToldAndTouchesNoResult() {
        try (WorkerPool pool = pool().build()) {
            allSquaresOf(pool, Deeds::printInEveryWayAt3);
        }

        assertThat(printed)
                .extracting(WorkerOutput::line)
                .containsExactlyInAnyOrder(
                        "from System.out", "from System.err", "from the descriptor", "from a child", "and its stderr");
        assertThat(printed)
                .filteredOn(line -> line.line().startsWith("from System"))
                .allSatisfy(line -> {
                    assertThat(line.task()).isEqualTo("Deeds::printInEveryWayAt3");
                    assertThat(line.item()).isEqualTo("3");
                });
    }

    @Test
    void aTaskMayLogThroughItsContext() {
        try (WorkerPool pool = pool().build()) {
            ContextTask<Integer, Integer> task = Deeds::logAt3;
            allSquaresOf(pool, task);
        }

        assertThat(printed).singleElement().satisfies(line -> {
            assertThat(line.stream()).isEqualTo(WorkerOutput.Stream.LOG);
            assertThat(line)
                    .hasToString("worker " + line.worker() + " \u00B7 Deeds::logAt3 \u00B7 item 3 | from the log");
        });
    }

    @Test
    void aTaskMayCloseTheStandardStreams() {
        try (WorkerPool pool = pool().build()) {
            allSquaresOf(pool, Deeds::closeTheStreamsAt3);

            assertThat(pool.metrics().restarts()).isZero();
        }
    }

    @Test
    void standardInputIsAtItsEnd() {
        try (WorkerPool pool = pool().build()) {
            StepVerifier.create(pool.submit(Deeds::readStandardInput, 0))
                    .expectNext(-1)
                    .verifyComplete();
        }
    }

    @Test
    void aFloodOnStderrWithoutALineEndIsDrained() {
        try (WorkerPool pool = pool().workers(1).build()) {
            StepVerifier.create(pool.submit(Deeds::floodStderr, 100))
                    .expectNext(100)
                    .verifyComplete();
        }

        assertThat(printed).allSatisfy(line -> assertThat(line.line()).hasSizeLessThanOrEqualTo(128 << 10));
        assertThat(printed.stream().mapToLong(line -> line.line().length()).sum())
                .isBetween(1L << 20, 100L << 20);
    }

    @Test
    void bothPipesMayBeFull() {
        try (WorkerPool pool = pool().build()) {
            Flux<byte[]> megabytes = Flux.range(0, 40).map(i -> new byte[1 << 20]);

            StepVerifier.create(megabytes.transform(pool.map(Deeds::echo)), 0)
                    .thenRequest(1)
                    .expectNextMatches(bytes -> bytes.length == 1 << 20)
                    .thenRequest(Long.MAX_VALUE)
                    .expectNextCount(39)
                    .verifyComplete();
        }
    }

    @Test
    void tooLargeAnInputFailsItsItemBeforeItIsSent() {
        try (WorkerPool pool = pool().maxPayload(1000).build()) {
            List<Outcome<byte[], Integer>> outcomes = Flux.just(new byte[10], new byte[1001], new byte[20])
                    .transform(pool.<byte[], Integer>outcomes(Deeds::lengthOf))
                    .collectSortedList((a, b) -> Long.compare(a.index(), b.index()))
                    .blockOptional()
                    .orElseThrow();

            assertThat(outcomes).extracting(Outcome::status).containsExactly("success", "failed", "success");
            assertThat(failureOf(outcomes.get(1))).contains("limit of 1000", "maxPayload");
        }
    }

    @Test
    void tooLargeAResultFailsItsItemAndKeepsTheWorker() {
        try (WorkerPool pool = pool().maxPayload(1000).build()) {
            Outcome<Integer, byte[]> outcome = Flux.just(5000)
                    .transform(pool.<Integer, byte[]>outcomes(Deeds::zeros))
                    .blockFirst();

            assertThat(failureOf(outcome)).contains("5001 bytes", "limit of 1000");
            assertThat(pool.metrics().restarts()).isZero();
        }
    }

    @Test
    void aResultThatCannotCrossFailsItsItemAndKeepsTheWorker() {
        try (WorkerPool pool = pool().build()) {
            Outcome<Integer, Object> outcome = Flux.just(1)
                    .transform(pool.<Integer, Object>outcomes(Deeds::thread))
                    .blockFirst();

            assertThat(failureOf(outcome)).contains("java.lang.Thread", "neither a record nor Serializable");
            assertThat(pool.metrics().restarts()).isZero();
        }
    }

    @Test
    void anInputThatCannotCrossFailsItsItemWithoutAWorker() {
        try (WorkerPool pool = pool().build()) {
            Outcome<Thread, String> outcome = Flux.just(Thread.currentThread())
                    .transform(pool.<Thread, String>outcomes(Thread::getName))
                    .blockFirst();

            assertThat(failureOf(outcome)).contains("java.lang.Thread", "neither a record nor Serializable");
            assertThat(pool.metrics().started()).isZero();
        }
    }

    @Test
    void oneTaskIsSentOnceHoweverOftenItIsSubmitted() {
        try (WorkerPool pool = pool().workers(1).build()) {
            List<Long> pids = Stream.iterate(0, i -> i + 1)
                    .limit(200)
                    .map(i -> pool.submit(Deeds::pid, i).block())
                    .distinct()
                    .toList();

            assertThat(pids).hasSize(1);
        }
    }

    @Test
    void aStoppedSubscriberStopsTheSourceWithinTheWindow() {
        Queue<Integer> taken = new ConcurrentLinkedQueue<>();
        try (WorkerPool pool = pool().build()) {
            StepVerifier.create(Flux.range(0, 1_000_000).doOnNext(taken::add).transform(pool.map(Deeds::square)), 0)
                    .thenRequest(10)
                    .expectNextCount(10)
                    .then(() -> await().until(() -> pool.metrics().inFlight() == 0))
                    .then(() -> assertThat(taken).hasSizeLessThan(4 * 2 * 4096 + 11))
                    .thenCancel()
                    .verify();
        }
    }

    private static String failureOf(Outcome<?, ?> outcome) {
        return ((Outcome.Failure<?, ?>) outcome).failure().getMessage();
    }
}
