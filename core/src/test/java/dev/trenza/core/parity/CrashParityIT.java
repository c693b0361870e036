package dev.trenza.core.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.core.process.NoLeftovers;
import dev.trenza.core.process.WorkerPool;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What a failure says and costs, and how workers are used. */
@Tag("process")
@Timeout(120)
@ExtendWith(NoLeftovers.class)
class CrashParityIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static WorkerPool.Builder pool() {
        return WorkerPool.builder().name("parity").workers(2).attempts(1).allow("java.lang.IllegalStateException");
    }

    /** CPython's test_traceback_when_child_process_terminates_abruptly, loky's test_exited_child, pebble's expired_worker. */
    @Test
    void aDeathTellsItsExitStatusAndThePid() {
        try (WorkerPool pool = pool().workers(1).build()) {
            long pid = pool.submit(Chores::pid, 0).block(SOON);

            StepVerifier.create(pool.<Integer, Integer>submit(Chores::exit, 99))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOfSatisfying(WorkerCrashedException.class, crash -> {
                                assertThat(crash.exitCode()).isEqualTo(99);
                                assertThat(crash.pid()).isEqualTo(pid);
                                assertThat(crash)
                                        .hasMessageContaining("pid " + pid)
                                        .hasMessageContaining("99");
                            }))
                    .verify(SOON);
        }
    }

    /** CPython's test_broken_process_pool_traceback. */
    @Test
    void everyFailureIsAnObjectOfItsOwn() {
        try (WorkerPool pool = pool().build()) {
            List<Throwable> failures = Flux.just(1, 2)
                    .transform(pool.<Integer, Integer>outcomes(Chores::exit))
                    .<Throwable>map(outcome -> ((Outcome.Failure<?, ?>) outcome).failure())
                    .collectList()
                    .block(SOON);

            assertThat(failures).hasSize(2);
            assertThat(failures.get(0)).isNotSameAs(failures.get(1));
        }
    }

    /** pebble's error_returned. */
    @Test
    void aThrowableThatIsReturnedIsAValue() {
        try (WorkerPool pool = pool().build()) {
            StepVerifier.create(pool.submit(Chores::returnAThrowable, "fine"))
                    .assertNext(value -> assertThat(value).hasMessage("fine"))
                    .expectComplete()
                    .verify(SOON);
        }
    }

    /** pebble's frozen_error. */
    @Test
    void anExceptionThatRefusesToChangeFailsItsItem() {
        try (WorkerPool pool = pool().build()) {
            StepVerifier.create(pool.<Integer, Integer>submit(Chores::throwWhatRefusesToChange, 1))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(TaskFailedException.class)
                            .hasMessageContaining("frozen"))
                    .verify(SOON);
            assertThat(pool.metrics().restarts()).isZero();
        }
    }

    /** Tika's AsyncChaosMonkeyTest and SharedServerChaosMonkey: each class is counted exactly, and ten clean runs follow. */
    @Test
    void aMixOfEndsIsCountedExactlyAndCleanRunsFollow() {
        try (WorkerPool pool = pool().build()) {
            List<String> statuses = Flux.range(0, 200)
                    .transform(pool.<Integer, Integer>outcomes(Chores::mixed))
                    .map(Outcome::status)
                    .collectList()
                    .block(SOON);

            assertThat(Collections.frequency(statuses, "crashed")).isEqualTo(4);
            assertThat(Collections.frequency(statuses, "failed")).isEqualTo(20);
            assertThat(Collections.frequency(statuses, "success")).isEqualTo(176);
            for (int i = 0; i < 10; i++) {
                assertThat(pool.submit(Chores::square, i).block(SOON)).isEqualTo(i * i);
            }
        }
    }

    /** CPython's test_saturation. */
    @Test
    void manyCallsShareAsManyProcessesAsThePoolMayHave() {
        try (WorkerPool pool = pool().build()) {
            List<Integer> results = Flux.range(0, 30)
                    .transform(pool.map(Chores::squareSoon))
                    .collectList()
                    .block(SOON);

            assertThat(results).hasSize(30);
            assertThat(pool.metrics().started()).isEqualTo(2);
        }
    }

    /** CPython's test_idle_process_reuse_one. */
    @Test
    void anIdleProcessIsUsedAgainBeforeAnotherIsStarted() {
        try (WorkerPool pool = pool().build()) {
            for (int i = 0; i < 20; i++) {
                assertThat(pool.submit(Chores::square, i).block(SOON)).isEqualTo(i * i);
            }

            assertThat(pool.metrics().started()).isEqualTo(1);
        }
    }
}
