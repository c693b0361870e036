package dev.trenza.core.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.process.NoLeftovers;
import dev.trenza.core.process.Running;
import dev.trenza.core.process.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Cancelling, time-outs and closing. */
@Tag("process")
@Timeout(120)
@ExtendWith(NoLeftovers.class)
class EndParityIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static WorkerPool.Builder pool() {
        return WorkerPool.builder().name("parity").workers(2);
    }

    /** CPython's test_hang_issue12364. */
    @Test
    void fiftyCallsAreDoneBeforeCloseReturns() {
        Queue<Integer> results = new ConcurrentLinkedQueue<>();
        WorkerPool pool = pool().build();
        for (int i = 0; i < 50; i++) {
            pool.submit(Chores::squareSoon, i).subscribe(results::add);
        }

        pool.close();

        await().atMost(SOON).until(() -> results.size() == 50);
    }

    /** CPython's test_hang_gh94440. */
    @Test
    void closingAfterACancelEnds() {
        WorkerPool pool = pool().build();
        Disposable call = pool.submit(Chores::await, 1).subscribe();
        call.dispose();

        pool.close();

        assertThat(pool.workers()).isEmpty();
    }

    /** loky's test_shutdown_and_kill_workers. */
    @Test
    void aTreeOfProcessesIsDeadAfterClosingAtOnce() {
        WorkerPool pool = pool().build();
        List<Long> tree = pool.submit(Chores::leaveATree, 0).block(SOON);
        assertThat(tree).allMatch(Running::is);

        pool.closeNow();

        await().atMost(Duration.ofSeconds(5)).until(() -> tree.stream().noneMatch(Running::is));
    }

    /** CPython's test_shutdown_race_issue12456, loky's test_reusable_executor_submit_during_shutdown_race. */
    @Test
    void whatIsSubmittedDuringACloseIsDoneOrRefused() throws InterruptedException {
        WorkerPool pool = pool().build();
        Queue<String> ends = new ConcurrentLinkedQueue<>();
        List<Thread> callers = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            callers.add(new Thread(() -> IntStream.range(0, 200)
                    .forEach(i -> pool.submit(Chores::square, i)
                            .subscribe(
                                    value -> ends.add("done"),
                                    error ->
                                            ends.add(error instanceof PoolClosedException ? "refused" : "" + error)))));
        }
        pool.submit(Chores::square, 0).block(SOON);
        callers.forEach(Thread::start);

        await().atMost(SOON).until(() -> ends.size() > 50);
        pool.close();
        for (Thread caller : callers) {
            caller.join();
        }

        await().atMost(SOON).until(() -> ends.size() == 1_600);
        assertThat(ends).isSubsetOf("done", "refused").contains("done");
    }

    /** loky's test_thread_safety. */
    @Test
    void tenThreadsMayUseOnePoolAndCancelHalfOfTheirCalls() throws InterruptedException {
        try (WorkerPool pool = pool().build()) {
            Queue<Integer> results = new ConcurrentLinkedQueue<>();
            List<Thread> callers = new ArrayList<>();
            for (int t = 0; t < 10; t++) {
                callers.add(new Thread(() -> {
                    for (int i = 0; i < 40; i++) {
                        Disposable call = pool.submit(Chores::square, i).subscribe(results::add);
                        if (i % 2 == 0) {
                            call.dispose();
                        }
                    }
                }));
            }
            callers.forEach(Thread::start);
            for (Thread caller : callers) {
                caller.join();
            }

            await().atMost(SOON)
                    .until(() -> pool.metrics().inFlight() + pool.metrics().pending() == 0);
            await().atMost(SOON).until(() -> results.size() >= 200);
            assertThat(results).hasSizeBetween(200, 400);
            assertThat(pool.metrics().restarts()).isZero();
        }
    }

    /** pebble's stop_large_data. */
    @Test
    void closingAtOnceInTheMidstOfALargeTransferEnds() {
        WorkerPool pool = pool().build();
        pool.warmup().block(SOON);
        Queue<String> statuses = new ConcurrentLinkedQueue<>();
        Flux.range(0, 20)
                .map(i -> new byte[16 << 20])
                .transform(pool.outcomes(Chores::echo))
                .map(Outcome::status)
                .subscribe(statuses::add, error -> statuses.add("closed"));
        await().atMost(SOON).until(() -> pool.metrics().inFlight() > 0);

        pool.closeNow();

        await().atMost(SOON).until(() -> statuses.contains("closed"));
        assertThat(pool.workers()).isEmpty();
    }

    /** pebble's TestProcessPoolDeadlockOnCancelLargeData. */
    @Test
    void cancellingTenLargeTransfersFreesThePool() {
        try (WorkerPool pool = pool().build()) {
            pool.warmup().block(SOON);
            List<Disposable> calls = IntStream.range(0, 10)
                    .mapToObj(i -> pool.submit(Chores::echo, new byte[16 << 20]).subscribe())
                    .toList();

            calls.forEach(Disposable::dispose);

            assertThat(pool.submit(Chores::square, 7).block(SOON)).isEqualTo(49);
        }
    }

    /** pebble's stop_timeout. */
    @Test
    void afterATimeoutAnotherProcessServes() {
        try (WorkerPool pool = pool().workers(1).build()) {
            long before = pool.submit(Chores::pid, 0).block(SOON);

            StepVerifier.create(pool.values(
                            Flux.just(1),
                            TaskRun.<Integer, Integer>of(Chores::spin).timeout(Duration.ofMillis(100))))
                    .expectError(TaskTimeoutException.class)
                    .verify(SOON);

            assertThat(pool.submit(Chores::pid, 0).block(SOON)).isNotEqualTo(before);
        }
    }

    /** pebble's stop_cancel; Bazel's unsandboxedDiesOnInterrupt. */
    @Test
    void afterACancelThatATaskIgnoresAnotherProcessServes() {
        try (WorkerPool pool = pool().workers(1).build()) {
            long before = pool.submit(Chores::pid, 0).block(SOON);
            Disposable call = pool.submit(Chores::spin, 1).subscribe();
            await().atMost(SOON).until(() -> pool.metrics().inFlight() == 1);

            call.dispose();

            await().atMost(SOON).until(() -> pool.submit(Chores::pid, 0).block(SOON) != before);
        }
    }

    /** pebble's map_timeout: an error does not stop the iteration. */
    @Test
    void outcomesGoOnBehindATimeout() {
        try (WorkerPool pool = pool().build()) {
            List<String> statuses = pool.outcomes(
                            Flux.just(-1, -2, 1, -3),
                            TaskRun.<Integer, Integer>of(Chores::spin)
                                    .timeout(Duration.ofSeconds(2))
                                    .ordered())
                    .map(Outcome::status)
                    .collectList()
                    .block(SOON);

            assertThat(statuses).containsExactly("success", "success", "timed-out", "success");
        }
    }

    /** Bazel's testCancelRequest_exactlyOneResponseSent. */
    @Test
    void aCancelThatRacesWithTheResultLeavesTheWorkerInOrder() {
        try (WorkerPool pool = pool().workers(1).build()) {
            long before = pool.submit(Chores::pid, 0).block(SOON);
            for (int i = 0; i < 500; i++) {
                Disposable call = pool.submit(Chores::square, i).subscribe();
                if (i % 3 == 0) {
                    Thread.onSpinWait();
                }
                call.dispose();
            }

            await().atMost(SOON).until(() -> pool.metrics().inFlight() == 0);
            assertThat(pool.submit(Chores::pid, 0).block(SOON)).isEqualTo(before);
        }
    }

    /** loky's test_submit_from_callback. */
    @Test
    void aChainOfAHundredSubmitsFromCallbacksEnds() {
        try (WorkerPool pool = pool().build()) {
            Mono<Integer> chain = pool.submit(Chores::square, 1);
            for (int i = 0; i < 100; i++) {
                chain = chain.flatMap(x -> pool.submit(Chores::square, x));
            }

            assertThat(chain.block(SOON)).isEqualTo(1);
        }
    }

    /** pebble's child_process. */
    @Test
    void aTaskMayRunAProgram() {
        try (WorkerPool pool = pool().build()) {
            assertThat(pool.submit(Chores::runAProgram, "hello").block(SOON)).isEqualTo("hello");
        }
    }

    /** pebble's child_pebble, loky's test_max_depth. */
    @Test
    void aTaskMayHaveAPoolOfItsOwn() {
        try (WorkerPool pool = pool().workers(1).build()) {
            assertThat(pool.submit(Chores::poolWithinAPool, 3).block(SOON)).containsExactly(0, 1, 4);
        }
    }

    /** pebble's stop_stopped_callback. */
    @Test
    void theCallbackOfAFailureMayCloseThePoolAtOnce() {
        WorkerPool pool = pool().attempts(1).build();

        StepVerifier.create(pool.<Integer, Integer>submit(Chores::exit, 1).doOnError(e -> pool.closeNow()))
                .expectError()
                .verify(SOON);

        pool.close();
        assertThat(pool.workers()).isEmpty();
    }
}
