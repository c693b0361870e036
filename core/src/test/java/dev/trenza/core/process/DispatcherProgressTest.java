package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TimeLimits;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.TaskDefinition;
import dev.trenza.worker.protocol.ValueCodec;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.subscriber.TestSubscriber;

/** Nothing waits for ever, whatever fails meanwhile. */
@Timeout(60)
class DispatcherProgressTest {

    private static final long MICROSECOND = 1_000;
    private static final long SECOND = 1_000_000_000;

    private FakePool pool = FakePool.ofWorkers(1);
    private TestSubscriber<Outcome<Integer, Object>> results = TestSubscriber.create();

    @AfterEach
    void close() {
        pool.close();
    }

    private void open(UnaryOperator<WorkerPool.Builder> settings) {
        pool = new FakePool(settings);
    }

    private FakeWorker busyWorker(Flux<Integer> items) {
        pool.subscribe(Flux.range(-1_000, 20).concatWith(Flux.never()));
        pool.startAll();
        pool.worker(1).answerAll(MICROSECOND);
        results = pool.subscribe(items);
        return pool.worker(1);
    }

    private List<String> statuses() {
        return results.getReceivedOnNext().stream().map(Outcome::status).toList();
    }

    @Test
    void aCallThatIsToRunAloneIsNotForgottenWhenItsWorkerCannotBeLaunched() {
        FakeWorker worker = busyWorker(Flux.just(1, 2));
        worker.begin();
        worker.die(137);
        pool.startAll();
        pool.worker(1).answer(SECOND);
        assertThat(pool.launching).as("the one for item 1 alone").hasSize(1);

        pool.dispatcher.launchFailed(pool.launching.remove(), "java.io.IOException: Cannot allocate memory");
        pool.advance(Duration.ofSeconds(20)); // less than a start may take

        assertThat(pool.launching.size() + (pool.broken == null ? 0 : 1))
                .as("another attempt, or the end of the pool")
                .isEqualTo(1);
    }

    @Test
    void theQueueLimitHoldsForACallThatWaitsToRunAlone() {
        open(builder -> builder.workers(1).queueTimeout(Duration.ofSeconds(5)));
        FakeWorker worker = busyWorker(Flux.range(1, 5));
        worker.begin();
        worker.isRunning(worker.pending().get(2));
        pool.dispatcher.channelBroken(worker.record(), "printf");
        pool.buryKilled();
        pool.startAll();
        FakeWorker fresh = pool.worker(1);
        assertThat(fresh.inputs()).containsExactly(1);
        fresh.begin();

        for (int i = 0; i < 60; i++) {
            fresh.beat();
            pool.advance(Duration.ofSeconds(1));
        }

        assertThat(results.getReceivedOnNext()).extracting(Outcome::item).contains(4, 5, 2, 3);
    }

    @Test
    void whatASlowSourceTakesForAnItemIsNoWaitOfIt() {
        open(builder -> builder.workers(2).queueTimeout(Duration.ofSeconds(3)));
        pool.dispatcher.warmUp();
        pool.startAll();

        results = pool.subscribe(Flux.range(1, 4)
                .doOnNext(i -> pool.advance(Duration.ofSeconds(1)))
                .hide());
        pool.advance(Duration.ofMillis(100));

        assertThat(statuses())
                .as("item 4 has waited for 0.1 s, item 3 for 1.1 s")
                .isEmpty();
    }

    @Test
    void anEndThatCannotBeHandedOverDoesNotLockThePoolForEver() throws Exception {
        FakeWorker worker = busyWorker(Flux.just(1));
        Lane<?, ?> lane = worker.record().calls().get(0).lane;
        Field arrivals = Lane.class.getDeclaredField("arrivals");
        arrivals.setAccessible(true);
        Field done = Arrivals.class.getDeclaredField("done");
        done.setAccessible(true);
        done.set(arrivals.get(lane), new FullQueue());

        assertThatThrownBy(() -> worker.answer(MICROSECOND)).isInstanceOf(OutOfMemoryError.class);

        assertThat(CompletableFuture.supplyAsync(() -> pool.dispatcher.isClosed())
                        .get(5, TimeUnit.SECONDS))
                .isFalse();
    }

    private static final class FullQueue extends AbstractQueue<Ended> {
        @Override
        public boolean offer(Ended ended) {
            throw new OutOfMemoryError("Java heap space");
        }

        @Override
        public Ended poll() {
            return null;
        }

        @Override
        public Ended peek() {
            return null;
        }

        @Override
        public Iterator<Ended> iterator() {
            return List.<Ended>of().iterator();
        }

        @Override
        public int size() {
            return 0;
        }
    }

    /** A lane's thread that cannot be started now and then. */
    private static final class Thrifty implements Scheduler.Worker {
        private final Scheduler.Worker own = Schedulers.immediate().createWorker();
        private final AtomicBoolean isOut;

        Thrifty(AtomicBoolean isOut) {
            this.isOut = isOut;
        }

        @Override
        public Disposable schedule(Runnable task) {
            if (isOut.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return own.schedule(task);
        }

        @Override
        public void dispose() {
            own.dispose();
        }
    }

    private TestSubscriber<Outcome<Integer, Object>> subscribe(
            Flux<Integer> items, TaskRun<Integer, Object> run, Scheduler.Worker thread) throws Exception {
        TestSubscriber<Outcome<Integer, Object>> subscriber = TestSubscriber.create();
        TaskDefinition definition = TaskDefinition.of(run.task());
        items.subscribe(new Lane<>(
                pool,
                pool.dispatcher,
                run,
                definition,
                DiagnosticContext.EMPTY,
                ValueCodec.PLAIN,
                new Lane.OutcomeEmission<>(
                        subscriber,
                        new Outcomes<>(
                                run, definition, ValueCodec.PLAIN, TimeLimits.NONE, new Quarantine(pool.config))),
                thread));
        return subscriber;
    }

    @Test
    void aLaneWhoseThreadCannotBeStartedGoesOnAllTheSame() throws Exception {
        AtomicBoolean isOut = new AtomicBoolean();
        TestSubscriber<Outcome<Integer, Object>> subscriber =
                subscribe(Flux.range(1, 3), FakePool.run(), new Thrifty(isOut));
        pool.startAll();
        isOut.set(true);
        pool.worker(1).answer(SECOND);

        assertThat(subscriber.getReceivedOnNext())
                .as("on the thread that is there")
                .hasSize(1);
        isOut.set(false);
        pool.worker(1).answerAll(SECOND);
        assertThat(subscriber.getReceivedOnNext()).hasSize(3);
    }

    @Test
    void timeLimitsHoldAlthoughALanesThreadCouldNotBeStarted() throws Exception {
        open(builder -> builder.workers(1).taskTimeout(Duration.ofSeconds(30)).queueTimeout(Duration.ofSeconds(5)));
        AtomicBoolean isOut = new AtomicBoolean();
        subscribe(Flux.range(1, 2).concatWith(Flux.never()), FakePool.run(), new Thrifty(isOut));
        pool.startAll();
        FakeWorker worker = pool.worker(1);
        worker.begin();
        isOut.set(true);
        pool.advance(Duration.ofSeconds(6));
        isOut.set(false);

        for (int i = 0; i < 60; i++) {
            worker.beat();
            pool.dispatcher.received(worker.record(), List.of());
            pool.advance(Duration.ofSeconds(1));
        }

        assertThat(pool.killed).as("30 s of task time are over").isNotEmpty();
    }

    @Test
    void aSuccessorDoesNotEndAsIdleBeforeTheOneWhosePlaceItTook() {
        open(builder -> builder.workers(1)
                .maxTasksPerWorker(1)
                .idleTimeout(Duration.ofSeconds(10))
                .minIdle(1));
        pool.subscribe(Flux.just(1));
        pool.startAll();
        FakeWorker old = pool.worker(1);
        old.begin();
        pool.startAll();
        FakeWorker successor = pool.worker(2);
        for (int i = 0; i < 20; i++) {
            old.beat();
            pool.advance(Duration.ofSeconds(1));
            pool.workers.stream().filter(w -> !w.isDead()).toList().forEach(w -> {
                if (w != old) {
                    w.obey();
                }
            });
        }
        assertThat(old.record().isRetiring).isTrue();

        results = pool.subscribe(Flux.just(2));
        pool.startAll();

        assertThat(successor.isDead())
                .as("minIdle is 1, and the other one leaves")
                .isFalse();
    }

    @Test
    void aNewCallDoesNotWaitForARetireeWhoseSuccessorHasGoneHome() {
        open(builder -> builder.workers(1).maxTasksPerWorker(1).idleTimeout(Duration.ofSeconds(10)));
        pool.subscribe(Flux.just(1));
        pool.startAll();
        FakeWorker old = pool.worker(1);
        old.begin();
        pool.startAll();
        for (int i = 0; i < 20; i++) {
            old.beat();
            pool.advance(Duration.ofSeconds(1));
            pool.workers.stream().filter(w -> !w.isDead() && w != old).toList().forEach(FakeWorker::obey);
        }

        results = pool.subscribe(Flux.just(2));
        for (int i = 0; i < 60; i++) {
            old.beat();
            pool.startAll();
            pool.advance(Duration.ofSeconds(1));
        }

        assertThat(pool.workers.stream()
                        .filter(w -> !w.isDead())
                        .mapToInt(w -> w.inputs().contains(2) ? 1 : 0)
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void aCallThatRunsAloneForLongDoesNotHoldUpTheOthers() {
        open(builder -> builder.workers(3));
        pool.subscribe(Flux.range(-1_000, 20).concatWith(Flux.never()));
        pool.startAll();
        pool.dispatcher.warmUp();
        pool.worker(1).answerAll(MICROSECOND);
        pool.startAll();
        for (int i = 0; i < 5; i++) {
            List.copyOf(pool.workers).forEach(w -> w.answerAll(MICROSECOND));
        }
        results = pool.subscribe(Flux.range(1, 12));
        FakeWorker worker = pool.workers.stream()
                .filter(w -> w.inputs().size() >= 3)
                .findFirst()
                .orElseThrow();
        List<Object> suspects = List.copyOf(worker.inputs().subList(0, 3));
        worker.begin();
        worker.isRunning(worker.pending().get(2));
        pool.dispatcher.channelBroken(worker.record(), "printf");
        pool.buryKilled();

        for (int i = 0; i < 600; i++) {
            pool.startAll();
            for (FakeWorker w : List.copyOf(pool.workers)) {
                if (w.isDead()) {
                    continue;
                }
                if (!w.inputs().isEmpty() && suspects.contains(w.inputs().get(0))) {
                    w.beat();
                } else if (w.inputs().isEmpty()) {
                    w.obey();
                } else {
                    w.answerAll(MICROSECOND);
                }
            }
            pool.advance(Duration.ofSeconds(1));
        }

        assertThat(pool.workers.stream().filter(w -> !w.isDead()).flatMap(w -> w.inputs().stream()))
                .as("10 minutes later, of 3 workers 2 are idle: " + pool.dispatcher.workers())
                .containsExactlyInAnyOrderElementsOf(suspects);
    }

    @Test
    void noCallOfACancelledLaneIsStartedAgain() {
        open(builder -> builder.workers(1).taskTimeout(Duration.ofSeconds(5)));
        FakeWorker worker = busyWorker(Flux.just(1, 2));
        assertThat(worker.inputs()).containsExactly(1, 2);
        worker.begin();
        for (int i = 0; i < 6; i++) {
            worker.beat();
            pool.advance(Duration.ofMillis(i < 5 ? 1000 : 50));
        }
        worker.isRunning(worker.pending().get(1)); // 1 has ended meanwhile, its answer is held
        results.cancel();

        worker.die(139);
        pool.startAll();

        assertThat(pool.worker(1).inputs()).isEmpty();
    }

    @Test
    void aSuccessorThatDiesIsReplacedWhileTheRetireeStillRuns() {
        open(builder -> builder.workers(1).maxTasksPerWorker(1));
        pool.subscribe(Flux.just(1));
        pool.startAll();
        FakeWorker old = pool.worker(1);
        old.begin();
        pool.startAll();
        assertThat(old.record().isRetiring).isTrue();
        pool.worker(2).die(139);

        results = pool.subscribe(Flux.just(2));
        for (int i = 0; i < 600; i++) {
            old.beat();
            pool.startAll();
            pool.advance(Duration.ofSeconds(1));
        }

        assertThat(pool.workers.stream().filter(w -> !w.isDead()).flatMap(w -> w.inputs().stream()))
                .contains(2);
    }
}
