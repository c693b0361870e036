package dev.trenza.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.RemoteException;
import dev.trenza.core.TaskException;
import dev.trenza.core.TaskLine;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskPoolContract;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.core.inline.InlineTaskPool;
import dev.trenza.task.ContextTask;
import dev.trenza.task.StreamTask;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** With no fault it keeps the contract of all pools; with faults it does what the rules say. */
class FaultyTaskPoolTest extends TaskPoolContract {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Override
    protected TaskPool newPool() {
        return faulty().build();
    }

    @Override
    protected TaskPool newPool(Consumer<TaskLine> log, @Nullable Level level) {
        InlineTaskPool.Builder builder = InlineTaskPool.builder().log(log);
        return FaultyTaskPool.around((level == null ? builder : builder.logLevel(level)).build())
                .build();
    }

    @Override
    protected boolean hasTasksThatWait() {
        return false;
    }

    @Override
    protected long largestWindow() {
        return 16;
    }

    private static FaultyTaskPool.Builder faulty() {
        return FaultyTaskPool.around(InlineTaskPool.create());
    }

    @Test
    void aRuleForAnItemStrikesItsStream() {
        FaultyTaskPool pool = faulty().onItem("b", Fault.crash()).attempts(1).build();
        StreamTask<String, String> twice = (item, out) -> {
            out.emit(item);
            out.emit(item);
        };

        StepVerifier.create(Flux.just("a", "b").concatMap(pool.streamTask(twice)))
                .expectNext("a", "a")
                .verifyError(WorkerCrashedException.class);
    }

    @Test
    void aCrashTakesTheAttemptsOfItsItemAndNoOthers() {
        FaultyTaskPool pool = faulty().onItem("b", Fault.crash(139)).attempts(3).build();

        List<Outcome<String, String>> outcomes = run(pool, TaskRun.of(x -> x), "a", "b", "c");

        assertThat(outcomes).extracting(Outcome::status).containsExactly("success", "quarantined", "success");
        WorkerCrashedException failure = ((Outcome.Quarantined<?, ?>) outcomes.get(1)).failure();
        assertThat(failure.exitCode()).isEqualTo(139);
        assertThat(failure.signal()).hasValue(11);
        assertThat(failure.history()).hasSize(3);
        assertThat(failure).hasMessageContaining("on item 'b' killed its worker in each of 3 attempts");
        assertThat(outcomes.get(1).execution().attempts()).isEqualTo(3);
    }

    @Test
    void aWorkerThatDiesOnceCostsAnAttempt() {
        FaultyTaskPool pool =
                faulty().onIndex(0, Fault.crash().firstAttempts(1)).build();
        ContextTask<String, Integer> task = (x, context) -> context.attempt();

        List<Outcome<String, Integer>> outcomes = run(pool, TaskRun.of(task), "a", "b");

        assertThat(outcomes)
                .extracting(outcome -> ((Outcome.Success<?, Integer>) outcome).value())
                .containsExactly(2, 1);
        assertThat(outcomes)
                .extracting(outcome -> outcome.execution().attempts())
                .containsExactly(2, 1);
    }

    @Test
    void anExhaustedHeapIsNotTriedAgain() {
        FaultyTaskPool pool = faulty().onCall(2, Fault.outOfMemory()).build();

        List<Outcome<String, String>> outcomes = run(pool, TaskRun.of(x -> x), "a", "b", "c");

        assertThat(outcomes).extracting(Outcome::status).containsExactly("success", "out-of-memory", "success");
        assertThat(outcomes.get(1).execution().attempts()).isEqualTo(1);
    }

    @Test
    void aFailureIsRetriedAsTheRunSays() {
        FaultyTaskPool pool = faulty().onItem(
                        "a", Fault.failure(new IOException("disk full")).firstAttempts(2))
                .build();
        TaskRun<String, String> run = TaskRun.of(x -> x);

        assertThat(run(pool, run.retry(new TaskRun.Retry(3, Duration.ZERO)), "a")
                        .get(0)
                        .isSuccess())
                .isTrue();
        Outcome<String, String> failed =
                run(pool, run.retry(new TaskRun.Retry(2, Duration.ZERO)), "a").get(0);

        assertThat(((Outcome.Failed<?, ?>) failed).failure())
                .hasMessageContaining("java.io.IOException: disk full")
                .hasCauseInstanceOf(RemoteException.class);
        assertThat(failed.execution().attempts()).isEqualTo(2);
    }

    @Test
    void whatHangsEndsAtItsLimitInVirtualTime() {
        FaultyTaskPool pool = faulty().onItem("a", Fault.hang()).build();
        TaskRun<String, String> run =
                TaskRun.<String, String>of(x -> x).ordered().timeout(Duration.ofHours(1));

        StepVerifier.withVirtualTime(() -> pool.outcomes(Flux.just("a", "b"), run))
                .expectSubscription()
                .expectNoEvent(Duration.ofMinutes(59))
                .thenAwait(Duration.ofMinutes(1))
                .assertNext(outcome -> {
                    var failure = ((Outcome.TimedOut<?, ?>) outcome).failure();
                    assertThat(failure.limit()).isEqualTo(TimeLimits.Kind.TASK);
                    assertThat(failure.timeout()).isEqualTo(Duration.ofHours(1));
                    assertThat(failure).hasCauseInstanceOf(RemoteException.class);
                })
                .expectNextCount(1)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void whatHangsStallsFirstWhereThatLimitIsShorter() {
        FaultyTaskPool pool = faulty().onItem("a", Fault.hang())
                .taskTimeout(Duration.ofHours(1))
                .stallTimeout(Duration.ofMinutes(1))
                .build();

        StepVerifier.withVirtualTime(() -> pool.outcomes(Flux.just("a"), TaskRun.<String, String>of(x -> x)))
                .thenAwait(Duration.ofMinutes(1))
                .assertNext(outcome -> assertThat(
                                ((Outcome.TimedOut<?, ?>) outcome).failure().limit())
                        .isEqualTo(TimeLimits.Kind.STALL))
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void aDelayPassesInVirtualTimeAndTheTaskRuns() {
        FaultyTaskPool pool =
                faulty().onItem("a", Fault.delay(Duration.ofHours(2))).build();

        StepVerifier.withVirtualTime(
                        () -> Flux.just("a", "b").transform(pool.<String, String>mapUnordered(x -> x + "!")))
                .expectNext("b!")
                .expectNoEvent(Duration.ofMinutes(119))
                .thenAwait(Duration.ofMinutes(1))
                .expectNext("a!")
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void aDelayBeyondTheLimitIsATimeout() {
        FaultyTaskPool pool = faulty().onItem("a", Fault.delay(Duration.ofHours(2)))
                .taskTimeout(Duration.ofHours(1))
                .build();

        StepVerifier.withVirtualTime(() -> pool.<String, String>submit(x -> x, "a"))
                .thenAwait(Duration.ofHours(1))
                .expectError(TaskException.class)
                .verify(SOON);
    }

    @Test
    void aRateStrikesTheSameItemsEachTimeAndAboutAsManyAsItSays() {
        List<String> first = statuses(7);

        assertThat(statuses(7)).isEqualTo(first).isNotEqualTo(statuses(8));
        assertThat(first.stream().filter("out-of-memory"::equals).count()).isBetween(200L, 300L);
    }

    private static List<String> statuses(long seed) {
        FaultyTaskPool pool = faulty().atRate(0.25, seed, Fault.outOfMemory()).build();
        Integer[] items = IntStream.range(0, 1000).boxed().toArray(Integer[]::new);
        return run(pool, TaskRun.<Integer, Integer>of(x -> x).ordered(), items).stream()
                .map(Outcome::status)
                .toList();
    }

    @Test
    void theFirstRuleThatFitsDecides() {
        FaultyTaskPool pool = faulty().onItem("a", Fault.outOfMemory().firstAttempts(1))
                .when(attempt -> attempt.index() < 2, Fault.crash())
                .build();

        assertThat(run(pool, TaskRun.<String, String>of(x -> x).ordered(), "a", "b", "c"))
                .extracting(Outcome::status)
                .containsExactly("out-of-memory", "quarantined", "success");
    }

    @Test
    void valuesEndWithTheFirstFaultAfterTheResultsBeforeIt() {
        FaultyTaskPool pool = faulty().onItem(2, Fault.crash()).attempts(1).build();

        StepVerifier.create(Flux.range(0, 5).transform(pool.map(x -> x * x)))
                .expectNext(0, 1)
                .expectError(WorkerCrashedException.class)
                .verify(SOON);
    }

    @Test
    void closingAtOnceCancelsWhatHangs() {
        FaultyTaskPool pool = faulty().onItem("a", Fault.hang()).build();
        List<String> statuses = new CopyOnWriteArrayList<>();
        Disposable run = Flux.just("a")
                .transform(pool.<String, String>outcomes(x -> x))
                .subscribe(outcome -> statuses.add(outcome.status()));

        pool.closeNow();

        assertThat(statuses).containsExactly("cancelled");
        assertThat(run.isDisposed()).isTrue();
    }

    @Test
    void anItemThatACloseAtOnceOvertakesIsCancelled() {
        TaskPool inner = InlineTaskPool.create();
        AtomicReference<TaskPool> pool = new AtomicReference<>();
        pool.set(FaultyTaskPool.around(inner)
                .when(
                        attempt -> {
                            new Thread(() -> pool.get().closeNow(), "closer").start();
                            await().until(inner::isClosed);
                            return false;
                        },
                        Fault.crash())
                .build());

        StepVerifier.create(Flux.just("a", "b").transform(pool.get().<String, String>outcomes(x -> x)))
                .assertNext(OutcomeExpectation.cancelled("a"))
                .expectError(PoolClosedException.class)
                .verify(SOON);
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.crash(256)).withMessageContaining("256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faulty().atRate(1.5, 1, Fault.crash()))
                .withMessage("rate must be 0 to 1, was 1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faulty().attempts(0))
                .withMessage("attempts must be >= 1, was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.hang().firstAttempts(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.delay(Duration.ofMillis(-1)));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <T, O> List<Outcome<T, O>> run(TaskPool pool, TaskRun<T, O> run, T... items) {
        return Objects.requireNonNull(
                pool.outcomes(Flux.fromArray(items), run).collectList().block(SOON));
    }
}
