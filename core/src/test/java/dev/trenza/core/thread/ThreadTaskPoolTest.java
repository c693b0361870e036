package dev.trenza.core.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskLine;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskPoolContract;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.TimeLimits;
import dev.trenza.task.ContextTask;
import dev.trenza.task.Task;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class ThreadTaskPoolTest extends TaskPoolContract {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Override
    protected TaskPool newPool() {
        return ThreadTaskPool.create(2);
    }

    @Override
    protected TaskPool newPool(Consumer<TaskLine> log, @Nullable Level level) {
        ThreadTaskPool.Builder builder = ThreadTaskPool.builder().concurrency(2).log(log);
        return (level == null ? builder : builder.logLevel(level)).build();
    }

    @Override
    protected long largestWindow() {
        return 4;
    }

    // How many, and which

    @Test
    void noMoreTasksThanWereSaidRunAtOnceOverAllSubscribers() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Task<Integer, Integer> count = x -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.sleep(1);
            running.decrementAndGet();
            return x;
        };

        try (ThreadTaskPool pool = ThreadTaskPool.create(3)) {
            Flux<Integer> results = Flux.range(0, 60).transform(pool.mapUnordered(count));
            Flux.merge(
                            results,
                            results.subscribeOn(Schedulers.boundedElastic()),
                            Flux.range(0, 60).flatMap(pool.task(count), 60))
                    .blockLast(SOON);
        }

        assertThat(most).hasValue(3);
    }

    @Test
    void threadsBearTheNameOfThePoolAndWorkersAreItsSlots() {
        Set<String> names = ConcurrentHashMap.newKeySet();
        Task<Integer, Integer> note = x -> {
            names.add(Thread.currentThread().getName());
            return x;
        };

        try (ThreadTaskPool pool =
                ThreadTaskPool.builder().name("reader").concurrency(3).build()) {
            List<Integer> workers = Flux.range(0, 100)
                    .transform(pool.outcomes(note))
                    .map(outcome -> outcome.execution().worker())
                    .distinct()
                    .collectList()
                    .block(SOON);

            assertThat(workers).isSubsetOf(1, 2, 3);
        }

        assertThat(names).isNotEmpty().allMatch(name -> name.matches("reader-\\d+"));
    }

    @Test
    void aSlowHeadDoesNotIdleTheThreads() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        Task<Integer, Integer> slowHead = x -> {
            if (x == 0) {
                release.await();
            }
            done.incrementAndGet();
            return x;
        };

        try (ThreadTaskPool pool =
                ThreadTaskPool.builder().concurrency(2).window(10).build()) {
            StepVerifier.create(Flux.range(0, 100).transform(pool.map(slowHead)))
                    .then(() -> await().until(() -> done.get() == 19))
                    .then(release::countDown)
                    .expectNextCount(100)
                    .expectComplete()
                    .verify(SOON);
        }
    }

    @Test
    void theSettingsReadBack() {
        try (ThreadTaskPool pool = ThreadTaskPool.builder()
                .name("io")
                .concurrency(3)
                .taskTimeout(Duration.ofSeconds(5))
                .build()) {
            assertThat(pool.config())
                    .isEqualTo(new ThreadTaskPool.Config("io", 3, 6, TimeLimits.NONE.withTask(Duration.ofSeconds(5))));
        }
    }

    @Test
    void settingsOutOfRangeAreRefusedByName() {
        assertThatThrownBy(() -> ThreadTaskPool.create(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("concurrency must be >= 1, was 0");
        assertThatThrownBy(
                        () -> ThreadTaskPool.builder().concurrency(4).window(3).build())
                .hasMessageContaining("window")
                .hasMessageContaining("3");
        assertThatThrownBy(() ->
                        ThreadTaskPool.builder().taskTimeout(Duration.ZERO).build())
                .hasMessageContaining("taskTimeout");
    }

    // Its own pool

    @Test
    void aTaskThatBlocksOnItsOwnPoolIsRefused() {
        try (ThreadTaskPool pool = ThreadTaskPool.create(1)) {
            Task<Integer, Integer> nested =
                    x -> pool.<Integer, Integer>submit(y -> y + 1, x).block();

            assertThatThrownBy(() -> pool.<Integer, Integer>submit(nested, 1).block(SOON))
                    .isInstanceOf(TaskFailedException.class)
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("own pool");
        }
    }

    @Test
    void aTaskMayBlockOnAnotherPool() {
        try (ThreadTaskPool pool = ThreadTaskPool.create(1);
                ThreadTaskPool other = ThreadTaskPool.create(1)) {
            Task<Integer, Integer> nested =
                    x -> other.<Integer, Integer>submit(y -> y + 1, x).block();

            assertThat(pool.<Integer, Integer>submit(nested, 1).block(SOON)).isEqualTo(2);
        }
    }

    @Test
    void aTaskThatClosesItsOwnPoolDoesNotWaitForItself() {
        ThreadTaskPool pool = ThreadTaskPool.create(1);
        Task<Integer, Integer> closes = x -> {
            pool.close();
            return x;
        };

        assertThat(pool.<Integer, Integer>submit(closes, 1).block(SOON)).isEqualTo(1);
        pool.disposeLater().block(SOON);
    }

    // Time

    @Test
    void aTaskThatIgnoresItsTimeoutKeepsItsSlotButNotItsOutcome() {
        AtomicBoolean isReleased = new AtomicBoolean();
        CountDownLatch isReturned = new CountDownLatch(1);
        Task<Integer, Integer> stubborn = x -> {
            if (x == 0) {
                while (!isReleased.get()) {
                    Thread.onSpinWait();
                }
                isReturned.countDown();
            }
            return x;
        };
        List<Outcome<Integer, Integer>> outcomes = new CopyOnWriteArrayList<>();

        try (ThreadTaskPool pool = ThreadTaskPool.builder()
                .concurrency(1)
                .taskTimeout(Duration.ofMillis(500))
                .build()) {
            Mono<Void> end = Flux.range(0, 3)
                    .transform(pool.outcomes(stubborn))
                    .doOnNext(outcomes::add)
                    .then()
                    .cache();
            end.subscribe();

            await().until(() -> outcomes.size() == 1);
            assertThat(isReturned.getCount()).isEqualTo(1);
            isReleased.set(true);
            end.block(SOON);
        }

        assertThat(outcomes).extracting(Outcome::status).containsExactly("timed-out", "success", "success");
    }

    @Test
    void anInterruptMeantForOneTaskDoesNotReachTheNext() {
        Task<Integer, Boolean> task = x -> {
            if (x % 2 == 0) {
                try {
                    Thread.sleep(SOON.toMillis());
                } finally {
                    Thread.currentThread().interrupt();
                }
            }
            return Thread.currentThread().isInterrupted();
        };

        try (ThreadTaskPool pool = ThreadTaskPool.builder()
                .concurrency(1)
                .taskTimeout(Duration.ofMillis(500))
                .build()) {
            List<Object> values = Flux.range(0, 4)
                    .transform(pool.outcomes(task))
                    .<Object>map(outcome -> outcome instanceof Outcome.Success<Integer, Boolean> success
                            ? success.value()
                            : outcome.status())
                    .collectList()
                    .block(SOON);

            assertThat(values).containsExactlyInAnyOrder("timed-out", false, "timed-out", false);
        }
    }

    @Test
    void anItemThatWaitsTooLongForAThreadIsNotRun() throws InterruptedException {
        CountDownLatch isReleased = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        Task<Integer, Integer> slow = x -> {
            runs.incrementAndGet();
            isReleased.await();
            return x;
        };
        List<Outcome<Integer, Integer>> outcomes = new CopyOnWriteArrayList<>();

        try (ThreadTaskPool pool = ThreadTaskPool.builder()
                .concurrency(1)
                .queueTimeout(Duration.ofMillis(300))
                .build()) {
            Mono<Void> end = Flux.range(0, 3)
                    .transform(pool.outcomes(slow))
                    .doOnNext(outcomes::add)
                    .then()
                    .cache();
            end.subscribe();

            await().until(() -> outcomes.size() == 2);
            isReleased.countDown();
            end.block(SOON);
        }

        assertThat(outcomes).extracting(Outcome::status).containsExactly("timed-out", "timed-out", "success");
        assertThat(((Outcome.Failure<Integer, Integer>) outcomes.get(0)).failure())
                .isInstanceOfSatisfying(TaskTimeoutException.class, failure -> {
                    assertThat(failure.limit()).isEqualTo(TimeLimits.Kind.QUEUE);
                    assertThat(failure).hasMessageContaining("waited longer than 300 ms");
                });
        assertThat(outcomes.get(0).execution().attempts()).isZero();
        assertThat(runs).hasValue(1);
    }

    @Test
    void thePauseBeforeAnotherAttemptIsNoWaitInTheQueue() {
        AtomicInteger attempts = new AtomicInteger();
        Task<Integer, Integer> flaky = x -> {
            if (attempts.incrementAndGet() < 2) {
                throw new IOException("not yet");
            }
            return x;
        };
        TaskRun<Integer, Integer> run = TaskRun.<Integer, Integer>of(flaky)
                .queueTimeout(Duration.ofMillis(500))
                .retry(new TaskRun.Retry(2, Duration.ofSeconds(2)));

        try (ThreadTaskPool pool = ThreadTaskPool.create(1)) {
            assertThat(pool.values(Flux.just(1), run).blockLast(SOON)).isEqualTo(1);
        }
    }

    @Test
    void aTimeoutBeyondAllClocksNeverStrikes() {
        try (ThreadTaskPool pool = ThreadTaskPool.create(1)) {
            TaskRun<Integer, Integer> run =
                    TaskRun.<Integer, Integer>of(x -> x).timeout(Duration.ofSeconds(Long.MAX_VALUE));

            assertThat(pool.values(Flux.just(1), run).blockLast(SOON)).isEqualTo(1);
        }
    }

    @Test
    void aRetryWaitsTwiceAsLongEachTimeGiveOrTakeAHalf() {
        AtomicInteger attempts = new AtomicInteger();
        Task<Integer, Integer> flaky = x -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IOException("not yet");
            }
            return x;
        };
        TaskRun<Integer, Integer> run =
                TaskRun.<Integer, Integer>of(flaky).retry(new TaskRun.Retry(3, Duration.ofMinutes(10)));

        StepVerifier.withVirtualTime(() -> ThreadTaskPool.create(1).values(Flux.just(7), run))
                .expectSubscription()
                .expectNoEvent(Duration.ofMinutes(5))
                .then(() -> assertThat(attempts).hasValue(1))
                .thenAwait(Duration.ofMinutes(10))
                .then(() -> assertThat(attempts).hasValue(2))
                .thenAwait(Duration.ofMinutes(30))
                .expectNext(7)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void anItemThatWaitsForItsRetryDoesNotHoldASlot() {
        AtomicInteger attempts = new AtomicInteger();
        Task<Integer, Integer> flaky = x -> {
            if (x == 0 && attempts.incrementAndGet() == 1) {
                throw new IOException("not yet");
            }
            return x;
        };
        TaskRun<Integer, Integer> run =
                TaskRun.<Integer, Integer>of(flaky).retry(new TaskRun.Retry(2, Duration.ofMinutes(10)));

        StepVerifier.withVirtualTime(() -> ThreadTaskPool.create(1).values(Flux.range(0, 5), run))
                .expectNext(1, 2, 3, 4)
                .thenAwait(Duration.ofMinutes(15))
                .expectNext(0)
                .expectComplete()
                .verify(SOON);
    }

    // Cancelling and closing

    @Test
    void aTaskThatAsksLearnsThatItWasCancelled() {
        CountDownLatch isRunning = new CountDownLatch(1);
        CountDownLatch hasNoticed = new CountDownLatch(1);
        ContextTask<Integer, Integer> asks = (x, context) -> {
            isRunning.countDown();
            while (!context.isCancelled()) {
                Thread.onSpinWait();
            }
            hasNoticed.countDown();
            return x;
        };

        try (ThreadTaskPool pool = ThreadTaskPool.create(1)) {
            StepVerifier.create(pool.submit(asks, 1))
                    .then(() -> await().until(() -> isRunning.getCount() == 0))
                    .thenCancel()
                    .verify(SOON);
            await().until(() -> hasNoticed.getCount() == 0);
        }
    }

    @Test
    void closingDoesNotWaitForDemandThatNeverComes() {
        ThreadTaskPool pool = ThreadTaskPool.create(2);
        Task<Integer, Integer> same = x -> x;

        StepVerifier.create(Flux.range(0, 1_000_000).transform(pool.map(same)), 2)
                .expectNext(0, 1)
                .then(pool::close)
                .thenRequest(Long.MAX_VALUE)
                .thenConsumeWhile(x -> true)
                .expectError(PoolClosedException.class)
                .verify(SOON);
    }

    @Test
    void closingWaitsUntilTheThreadsHaveEnded() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Task<Integer, Integer> note = x -> {
            threads.add(Thread.currentThread());
            return x;
        };
        ThreadTaskPool pool = ThreadTaskPool.create(4);
        Flux.range(0, 100).transform(pool.mapUnordered(note)).blockLast(SOON);

        pool.close();

        assertThat(threads).isNotEmpty().noneMatch(Thread::isAlive);
    }

    @Test
    void closingLeavesAThreadBehindThatDoesNotReact() {
        AtomicBoolean isReleased = new AtomicBoolean();
        AtomicReference<Thread> stuck = new AtomicReference<>();
        Task<Integer, Integer> stubborn = x -> {
            stuck.set(Thread.currentThread());
            while (!isReleased.get()) {
                Thread.onSpinWait();
            }
            return x;
        };
        ThreadTaskPool pool = ThreadTaskPool.create(1);
        List<Outcome<Integer, Integer>> outcomes = new CopyOnWriteArrayList<>();
        Flux.just(1).transform(pool.outcomes(stubborn)).subscribe(outcomes::add, error -> {});
        await().until(() -> stuck.get() != null);

        pool.closeNow();

        assertThat(stuck.get().isAlive()).isTrue();
        assertThat(outcomes).extracting(Outcome::status).containsExactly("cancelled");
        isReleased.set(true);
        await().until(() -> !stuck.get().isAlive());
    }

    @Test
    void anInterruptedCloseCancelsTheRestAndKeepsTheFlag() {
        ThreadTaskPool pool = ThreadTaskPool.create(1);
        List<Outcome<Integer, Integer>> outcomes = new CopyOnWriteArrayList<>();
        Task<Integer, Integer> sleep = x -> {
            Thread.sleep(SOON.toMillis());
            return x;
        };
        Flux.range(0, 2).transform(pool.outcomes(sleep)).subscribe(outcomes::add, error -> {});

        Thread.currentThread().interrupt();
        pool.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(outcomes)
                .extracting(Outcome::status)
                .containsOnly("cancelled")
                .hasSize(2);
    }

    // What others do wrong

    @Test
    void aSubscriberThatThrowsDoesNotCostASlot() {
        try (ThreadTaskPool pool = ThreadTaskPool.create(1)) {
            pool.submit((Integer x) -> x, 1).subscribe(new BaseSubscriber<Integer>() {
                @Override
                protected void hookOnNext(Integer value) {
                    throw new InternalError("not really");
                }
            });

            assertThat(pool.submit((Integer x) -> x, 2).block(SOON)).isEqualTo(2);
        }
    }

    @Test
    void aSubscriberThatThrowsBeforeTheSourceEndsDoesNotHoldUpTheClose() {
        TestPublisher<Integer> items = TestPublisher.create();

        try (ThreadTaskPool pool = ThreadTaskPool.create(1)) {
            items.flux().transform(pool.map((Integer x) -> x)).subscribe(new BaseSubscriber<Integer>() {
                @Override
                protected void hookOnNext(Integer value) {
                    throw new InternalError("not really");
                }
            });
            try {
                items.next(1);
            } catch (InternalError e) {
                // It was this thread that emitted: such an error goes through to whoever calls.
            }
            await().atMost(SOON).until(items::wasCancelled);
        }
    }

    @Test
    void aSourceThatIgnoresDemandIsAnError() {
        TestPublisher<Integer> items = TestPublisher.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);
        Task<Integer, Integer> sleep = x -> {
            Thread.sleep(SOON.toMillis());
            return x;
        };

        try (ThreadTaskPool pool = ThreadTaskPool.create(1)) {
            Flux<Outcome<Integer, Integer>> outcomes = items.flux().transform(pool.outcomes(sleep));
            StepVerifier.create(outcomes)
                    .then(() -> items.next(1, 2, 3, 4, 5))
                    .then(pool::closeNow)
                    .expectNextCount(2)
                    .expectErrorMatches(error -> error instanceof IllegalStateException
                            && error.getMessage().contains("onBackpressureBuffer"))
                    .verify(SOON);
        }
    }

    @Test
    void logLinesAreMarkedWithTaskAndItem() {
        List<TaskLine> lines = new ArrayList<>();
        ContextTask<String, Integer> chatty = (item, context) -> {
            context.log("attempt " + context.attempt());
            return 1;
        };

        try (ThreadTaskPool pool =
                ThreadTaskPool.builder().concurrency(1).log(lines::add).build()) {
            pool.submit(chatty, "report.pdf").block(SOON);
        }

        assertThat(lines)
                .singleElement()
                .asString()
                .isEqualTo(
                        "lambda in ThreadTaskPoolTest.logLinesAreMarkedWithTaskAndItem \u00B7 report.pdf | attempt 1");
    }

    @Test
    void aLabelThatThrowsDoesNotHideTheFailure() {
        TaskRun<Integer, Integer> run = TaskRun.<Integer, Integer>of(x -> 1 / x).label(x -> {
            throw new IllegalStateException("label");
        });

        try (ThreadTaskPool pool = ThreadTaskPool.create(1)) {
            Outcome<Integer, Integer> outcome = pool.outcomes(Flux.just(0), run).blockLast(SOON);

            assertThat(((Outcome.Failed<Integer, Integer>) outcome).failure())
                    .hasMessageContaining("/ by zero")
                    .hasMessageContaining("item 0");
        }
    }
}
