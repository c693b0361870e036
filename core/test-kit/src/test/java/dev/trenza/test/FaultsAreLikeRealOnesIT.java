package dev.trenza.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskPoolException;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.core.WorkerLostException;
import dev.trenza.core.inline.InlineTaskPool;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.task.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;

/** What a fault looks like to the caller is what the same misfortune looks like that a worker really had. */
@Tag("process")
@ExtendWith(WorkerPoolExtension.class)
class FaultsAreLikeRealOnesIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofMillis(300);

    @Test
    void aCrash(@PoolSettings(workers = 1, attempts = 1) WorkerPool pool) {
        assertAlike(pool, Fault.crash(7), 1, TaskRun.of(x -> {
            Runtime.getRuntime().halt(7);
            return x;
        }));
    }

    @Test
    void anItemThatKillsAllItsWorkers(@PoolSettings(workers = 1) WorkerPool pool) {
        assertAlike(pool, Fault.crash(7), 2, TaskRun.of(x -> {
            Runtime.getRuntime().halt(7);
            return x;
        }));
    }

    @Test
    void anExhaustedHeap(@PoolSettings(workers = 1, heapMiB = 32) WorkerPool pool) {
        assertAlike(pool, Fault.outOfMemory(), 2, TaskRun.of(x -> {
            List<byte[]> hoard = new ArrayList<>();
            while (hoard.size() < 1 << 20) {
                hoard.add(new byte[1 << 20]);
            }
            return hoard.size();
        }));
    }

    @Test
    void aFailureAfterItsRetries(@PoolSettings(workers = 1) WorkerPool pool) {
        Task<Integer, Integer> task = x -> {
            throw new IOException("disk full");
        };
        assertAlike(
                pool,
                Fault.failure(new IOException("disk full")),
                2,
                TaskRun.<Integer, Integer>of(task).retry(new TaskRun.Retry(3, Duration.ZERO)));
    }

    @Test
    void aTimeout(@PoolSettings(workers = 1) WorkerPool pool) {
        Task<Integer, Integer> task = x -> {
            Thread.sleep(600_000);
            return x;
        };
        assertAlike(pool, Fault.hang(), 2, TaskRun.<Integer, Integer>of(task).timeout(LIMIT));
    }

    private static void assertAlike(WorkerPool real, Fault fault, int attempts, TaskRun<Integer, Integer> run) {
        TaskPool faulty = FaultyTaskPool.around(InlineTaskPool.create())
                .onItem(5, fault)
                .attempts(attempts)
                .build();

        Outcome<Integer, Integer> really = real.outcomes(Flux.just(5), run).blockLast(SOON);
        Outcome<Integer, Integer> injected = faulty.outcomes(Flux.just(5), run).blockLast(SOON);

        assertThat(story(injected)).isEqualTo(story(really));
    }

    /** All that code can see, except pids, times and words. */
    private static String story(Outcome<?, ?> outcome) {
        TaskPoolException failure = ((Outcome.Failure<?, ?>) outcome).failure();
        Throwable cause = failure.getCause();
        return outcome.getClass().getSimpleName() + " " + outcome.index() + " " + outcome.item() + " "
                + outcome.execution().attempts() + " " + outcome.execution().worker() + " "
                + failure.getClass() + " " + failure.isRetryable() + " "
                + (cause == null ? "-" : cause.getClass())
                + (failure instanceof WorkerLostException lost
                        ? lost.history().size() + " " + lost.quarantine() + (lost.pid() > 0)
                        : "")
                + (failure instanceof WorkerCrashedException crash ? crash.exitCode() + " " + crash.signal() : "")
                + (failure instanceof TaskTimeoutException late ? late.limit() + " " + late.timeout() : "");
    }
}
