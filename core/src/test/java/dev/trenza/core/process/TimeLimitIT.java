package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.TimeLimits;
import dev.trenza.task.ContextTask;
import dev.trenza.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@Tag("process")
@Timeout(60)
@ExtendWith(NoLeftovers.class)
class TimeLimitIT {

    /** More than the first call of a worker takes on a loaded machine: that loads the task's classes. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private static WorkerPool pool() {
        return WorkerPool.builder().name("time").workers(2).build();
    }

    private static <O> Map<Long, Outcome<Integer, O>> run(WorkerPool pool, Task<Integer, O> task) {
        return pool.outcomes(Flux.range(0, 20), TaskRun.<Integer, O>of(task).timeout(LIMIT))
                .collect(Collectors.toMap(Outcome::index, outcome -> outcome))
                .blockOptional()
                .orElseThrow();
    }

    private static TaskTimeoutException onlyItem3TimedOut(Map<Long, ? extends Outcome<Integer, ?>> outcomes) {
        assertThat(outcomes)
                .hasSize(20)
                .allSatisfy((index, outcome) ->
                        assertThat(outcome.status()).isEqualTo(index == 3 ? "timed-out" : "success"));
        return (TaskTimeoutException) ((Outcome.Failure<?, ?>) outcomes.get(3L)).failure();
    }

    private static void stuckIn(TaskTimeoutException failure, String method) {
        assertThat(failure.getCause()).isNotNull();
        assertThat(failure.getCause().getStackTrace())
                .extracting(StackTraceElement::getMethodName)
                .contains(method);
    }

    @Test
    void aTaskThatSpinsIsKilledAndItsStackTellsWhere() {
        try (WorkerPool pool = pool()) {
            TaskTimeoutException failure = onlyItem3TimedOut(run(pool, Deeds::spinAt3));

            assertThat(failure).hasMessageContaining("item '3'").hasMessageContaining("2 s");
            assertThat(failure.timeout()).isEqualTo(LIMIT);
            stuckIn(failure, "spinAt3");
            assertThat(pool.metrics().killed()).isEqualTo(1);
        }
    }

    @Test
    void aCountedLoopReachesASafepointSoThatItsStackComesToo() {
        try (WorkerPool pool = pool()) {
            stuckIn(onlyItem3TimedOut(run(pool, Deeds::countAt3)), "countAt3");
        }
    }

    @Test
    void aTaskThatListensIsInterruptedAndKeepsItsWorker() {
        try (WorkerPool pool = pool()) {
            TaskTimeoutException failure = onlyItem3TimedOut(run(pool, Deeds::waitUntilInterruptedAt3));

            stuckIn(failure, "waitUntilInterruptedAt3");
            assertThat(pool.metrics().restarts()).isZero();
        }
    }

    @Test
    void aTaskThatSwallowsInterruptsIsKilled() {
        try (WorkerPool pool = pool()) {
            stuckIn(onlyItem3TimedOut(run(pool, Deeds::swallowInterruptsAt3)), "swallowInterruptsAt3");
            assertThat(pool.metrics().killed()).isEqualTo(1);
        }
    }

    @Test
    void aTaskThatWaitsForAChildProcessIsKilledWithIt() throws Exception {
        Path pidFile = directory.resolve("child");
        String file = pidFile.toString();
        Task<Integer, Integer> task = x -> Deeds.waitForAChildAt3(x, file);
        try (WorkerPool pool = pool()) {
            stuckIn(onlyItem3TimedOut(run(pool, task)), "waitForAChildAt3");

            long child = Long.parseLong(Files.readString(pidFile).trim());
            await().until(() ->
                    ProcessHandle.of(child).map(handle -> !handle.isAlive()).orElse(true));
        }
    }

    @Test
    void aFrozenWorkerIsKilledAtTheTimeOutOfItsTask() throws Exception {
        Path file = directory.resolve("held");
        TaskRun<String, String> run =
                TaskRun.<String, String>of(Deeds::holdWhile).timeout(LIMIT);
        try (WorkerPool pool = WorkerPool.builder().name("frozen").workers(1).build()) {
            var outcome = pool.outcomes(Flux.just(file.toString()), run).cache();
            outcome.subscribe();
            await().until(() -> Files.exists(file) && !Files.readString(file).isEmpty());

            long frozen = pool.workers().get(0).pid();
            new ProcessBuilder("kill", "-STOP", Long.toString(frozen)).start().waitFor();

            assertThat(outcome.blockLast())
                    .satisfies(ended -> assertThat(ended.status()).isEqualTo("timed-out"));
            assertThat(ProcessHandle.of(frozen)).isEmpty();
            StepVerifier.create(pool.submit(Deeds::square, 5)).expectNext(25).verifyComplete();
        }
    }

    @Test
    void aChattyTaskThatNeverEndsIsKilledAllTheSame() {
        ContextTask<Integer, Integer> chatty = Deeds::chatForEverAt3;
        try (WorkerPool pool = pool()) {
            TaskRun<Integer, Integer> run =
                    TaskRun.<Integer, Integer>of(chatty).timeout(LIMIT).stallTimeout(LIMIT.dividedBy(2));
            Map<Long, Outcome<Integer, Integer>> outcomes = pool.outcomes(Flux.range(0, 20), run)
                    .collect(Collectors.toMap(Outcome::index, outcome -> outcome))
                    .blockOptional()
                    .orElseThrow();

            assertThat(onlyItem3TimedOut(outcomes).limit()).isEqualTo(TimeLimits.Kind.TASK);
            assertThat(pool.metrics().killed()).isEqualTo(1);
        }
    }

    @Test
    void cancellingARunningTaskThatListensLeavesTheWorkerAlone() {
        Path file = directory.resolve("held");
        try (WorkerPool pool = pool()) {
            Disposable running = pool.submit(Deeds::holdWhile, file.toString()).subscribe();
            await().until(() -> Files.exists(file));

            running.dispose();

            await().until(() -> pool.metrics().inFlight() == 0);
            assertThat(pool.metrics().restarts()).isZero();
            assertThat(pool.metrics().started()).isEqualTo(1);
        }
    }

    @Test
    void cancellingARunningTaskThatDoesNotListenKillsItsWorkerAndThePoolGoesOn() {
        try (WorkerPool pool = pool()) {
            Disposable running =
                    Flux.just(3).transform(pool.mapUnordered(Deeds::spinAt3)).subscribe();
            await().until(() -> pool.metrics().inFlight() == 1);

            running.dispose();

            await().until(() -> pool.metrics().killed() == 1);
            StepVerifier.create(pool.submit(Deeds::square, 5)).expectNext(25).verifyComplete();
        }
    }

    @Test
    void aFrozenWorkerIsKilledAndItsItemRunsAgain() throws Exception {
        Path file = directory.resolve("held");
        try (WorkerPool pool = WorkerPool.builder()
                .name("frozen")
                .workers(1)
                .heartbeatTimeout(Duration.ofSeconds(1))
                .build()) {
            var result = pool.submit(Deeds::holdWhile, file.toString()).cache();
            result.subscribe();
            await().until(() -> Files.exists(file));

            long frozen = pool.workers().get(0).pid();
            new ProcessBuilder("kill", "-STOP", Long.toString(frozen)).start().waitFor();
            await().until(() -> !Files.readString(file).equals(Long.toString(frozen)));
            Files.delete(file);

            StepVerifier.create(result).expectNext("held").verifyComplete();
        }
    }

    @Test
    void anItemThatWaitsTooLongForAWorkerTimesOutAndIsNeverRun() throws Exception {
        Path first = directory.resolve("first");
        Path second = directory.resolve("second");
        TaskRun<String, String> hold = TaskRun.of(Deeds::holdWhile);
        try (WorkerPool pool = WorkerPool.builder().name("time").workers(1).build()) {
            CompletableFuture<String> running =
                    pool.submit(Deeds::holdWhile, first.toString()).toFuture();
            await().until(() -> Files.exists(first));

            Outcome<String, String> waited = pool.outcomes(
                            Flux.just(second.toString()), hold.queueTimeout(Duration.ofMillis(100)))
                    .single()
                    .block();

            assertThat(waited.status()).isEqualTo("timed-out");
            TaskTimeoutException failure = (TaskTimeoutException) ((Outcome.Failure<?, ?>) waited).failure();
            assertThat(failure.limit()).isEqualTo(TimeLimits.Kind.QUEUE);
            Files.delete(first);
            assertThat(running.join()).isEqualTo("first");
            assertThat(second).doesNotExist();
            assertThat(pool.metrics().restarts()).isZero();
        }
    }
}
