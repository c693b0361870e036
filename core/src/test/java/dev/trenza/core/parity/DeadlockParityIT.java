package dev.trenza.core.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.core.process.NoLeftovers;
import dev.trenza.core.process.WorkerInfo;
import dev.trenza.core.process.WorkerPool;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What makes other pools hang, or break as a whole. */
@Tag("process")
@Timeout(120)
@ExtendWith(NoLeftovers.class)
class DeadlockParityIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static WorkerPool.Builder pool() {
        return WorkerPool.builder()
                .name("parity")
                .workers(2)
                .attempts(1)
                .allow("dev.trenza.core.parity.*")
                .output(line -> {});
    }

    /** CPython's error, exit and crash at task unpickle, during execution and at result pickle; loky's test_crashes. */
    @ParameterizedTest
    @CsvSource({
        "ENCODE_INPUT, ERROR, failed",
        "DECODE_INPUT, ERROR, failed",
        "DECODE_INPUT, EXIT, crashed",
        "DECODE_INPUT, HALT, crashed",
        "RUN, ERROR, failed",
        "RUN, EXIT, crashed",
        "RUN, HALT, crashed",
        "ENCODE_RESULT, ERROR, failed",
        "ENCODE_RESULT, EXIT, crashed",
        "ENCODE_RESULT, HALT, crashed",
        "DECODE_RESULT, ERROR, failed"
    })
    void aBadValueCostsItsItemWhereverAndHoweverItFails(Hostile.Where where, Hostile.How how, String status) {
        try (WorkerPool pool = pool().build()) {
            List<Hostile> items = List.of(
                    Hostile.harmless(),
                    Hostile.harmless(),
                    new Hostile(where, how),
                    Hostile.harmless(),
                    Hostile.harmless());

            List<Outcome<Hostile, Hostile>> outcomes = Flux.fromIterable(items)
                    .transform(pool.<Hostile, Hostile>outcomes(Hostile::through))
                    .collectSortedList((a, b) -> Long.compare(a.index(), b.index()))
                    .block(SOON);

            assertThat(outcomes)
                    .extracting(Outcome::status)
                    .containsExactly("success", "success", status, "success", "success");
            String message = ((Outcome.Failure<?, ?>) outcomes.get(2)).failure().getMessage();
            assertThat(message)
                    .contains(how == Hostile.How.ERROR ? "failed at " + where : how == Hostile.How.EXIT ? "42" : "99");
            assertThat(pool.metrics().restarts()).isEqualTo(status.equals("failed") ? 0 : 1);
        }
    }

    /** CPython's test_crash_big_data. */
    @Test
    void aWorkerThatDiesInTheMidstOfLargeInputsLosesNothing() {
        try (WorkerPool pool = pool().workers(1).attempts(9).build()) {
            pool.submit(Chores::dieSoon, 30).block(SOON);

            List<Integer> lengths = Flux.range(0, 8)
                    .map(i -> new byte[8 << 20])
                    .transform(pool.map(Chores::lengthOf))
                    .collectList()
                    .block(SOON);

            assertThat(lengths).hasSize(8).containsOnly(8 << 20);
        }
    }

    /** loky's test_queue_full_deadlock. */
    @Test
    void aHundredBadAndAHundredGoodValuesAreAllAnswered() {
        try (WorkerPool pool = pool().build()) {
            List<Hostile> items = IntStream.range(0, 200)
                    .mapToObj(i -> i == 20 || i == 120
                            ? new Hostile(Hostile.Where.DECODE_INPUT, Hostile.How.HALT)
                            : i % 2 == 0
                                    ? new Hostile(Hostile.Where.DECODE_INPUT, Hostile.How.ERROR)
                                    : Hostile.harmless())
                    .toList();

            List<String> statuses = Flux.fromIterable(items)
                    .transform(pool.<Hostile, Hostile>outcomes(Hostile::through))
                    .map(Outcome::status)
                    .collectList()
                    .block(SOON);

            assertThat(Collections.frequency(statuses, "success")).isEqualTo(100);
            assertThat(Collections.frequency(statuses, "crashed")).isEqualTo(2);
            assertThat(Collections.frequency(statuses, "failed")).isEqualTo(98);
        }
    }

    /** CPython's test_gh105829_should_not_deadlock_if_wakeup_pipe_full. */
    @Test
    void thousandsOfSubmitsBeforeTheFirstWorkerIsReadyAreAllAnswered() {
        try (WorkerPool pool = pool().build()) {
            List<Integer> results = Flux.range(0, 3_000)
                    .flatMap(i -> pool.submit(Chores::square, i), 3_000)
                    .collectList()
                    .block(SOON);

            assertThat(results).hasSize(3_000).doesNotHaveDuplicates();
        }
    }

    /** loky's test_crash_races. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void workersThatKillEachOtherLeaveAWorkingPool(int workers) {
        try (WorkerPool pool = pool().workers(workers).build()) {
            pool.warmup().block(SOON);
            List<Long> pids = pool.workers().stream().map(WorkerInfo::pid).toList();

            Long ended = Flux.fromIterable(pids)
                    .concatWith(Flux.fromIterable(pids))
                    .transform(pool.<Long, Integer>outcomes(Chores::kill))
                    .count()
                    .block(SOON);

            assertThat(ended).isEqualTo(2L * workers);
            assertThat(pool.submit(Chores::square, 7).block(SOON)).isEqualTo(49);
        }
    }

    /** loky's test_in_callback_submit_with_crash and test_callback_crash_on_submit. */
    @Test
    void theCallbackOfACrashMaySubmitAgainAndAgain() {
        try (WorkerPool pool = pool().build()) {
            Mono<Integer> chain = pool.<Integer, Integer>submit(Chores::exit, 3)
                    .onErrorResume(WorkerCrashedException.class, e -> pool.submit(Chores::exit, 4))
                    .onErrorResume(WorkerCrashedException.class, e -> pool.submit(Chores::square, 5));

            assertThat(chain.block(SOON)).isEqualTo(25);
        }
    }

    /** CPython's test_shutdown_deadlock. */
    @Test
    void closingWhileAWorkerDiesEnds() {
        WorkerPool pool = pool().build();
        Mono<Integer> crash = pool.<Integer, Integer>submit(Chores::exit, 3).cache();
        crash.subscribe(x -> {}, e -> {});

        pool.close();

        StepVerifier.create(crash).expectError(WorkerCrashedException.class).verify(SOON);
    }

    /** CPython's test_shutdown_deadlock_pickle. */
    @Test
    void closingAfterAnInputThatCannotBeEncodedEnds() {
        WorkerPool pool = pool().build();
        Mono<Hostile> failure = pool.<Hostile, Hostile>submit(
                        Hostile::through, new Hostile(Hostile.Where.ENCODE_INPUT, Hostile.How.ERROR))
                .cache();
        failure.subscribe(x -> {}, e -> {});

        pool.close();

        StepVerifier.create(failure).expectError(TaskFailedException.class).verify(SOON);
    }
}
