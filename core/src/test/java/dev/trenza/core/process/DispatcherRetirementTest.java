package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;
import reactor.test.subscriber.TestSubscriber;

class DispatcherRetirementTest {

    private static final long SECOND = 1_000_000_000;

    private FakePool pool = FakePool.ofWorkers(1);

    private TestSubscriber<Outcome<Integer, Object>> run(int items, UnaryOperator<WorkerPool.Builder> settings) {
        pool = new FakePool(settings);
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.range(0, items));
        for (int asked = pool.launching.size(); asked > 0; asked--) {
            pool.launch().getReady();
        }
        return results;
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void theOldWorkerServesUntilItsSuccessorIsReady() {
        TestSubscriber<Outcome<Integer, Object>> results =
                run(10, b -> b.workers(1).maxTasksPerWorker(3));
        FakeWorker old = pool.worker(1);
        old.answer(SECOND);
        assertThat(pool.launching).isEmpty();

        old.answer(SECOND);
        assertThat(pool.launching).hasSize(1);
        old.answer(SECOND);
        old.answer(SECOND);
        assertThat(results.getReceivedOnNext()).hasSize(4);
        assertThat(old.state()).isEqualTo(WorkerState.READY);

        FakeWorker successor = pool.launch().getReady();
        assertThat(successor.inputs()).as("the backlog goes on at once").containsExactly(5);
        old.answer(SECOND);

        assertThat(old.sent()).endsWith(new Frame.Bye());
        old.sayBye();
        assertThat(pool.launching).isEmpty();
        assertThat(pool.dispatcher.workers()).hasSize(1);
        assertThat(pool.dispatcher.metrics().retired()).isEqualTo(1);
        assertThat(pool.dispatcher.metrics().restarts()).isZero();
    }

    @Test
    void whatTheOldWorkerHasNotBegunGoesToItsSuccessor() {
        run(10_000, b -> b.workers(1).maxTasksPerWorker(20));
        FakeWorker old = pool.worker(1);
        for (int i = 0; i < 10; i++) {
            old.answer(1_000);
        }
        old.begin();
        List<Object> waiting = old.inputs().subList(1, old.inputs().size());
        assertThat(waiting).isNotEmpty();
        old.sent();

        FakeWorker successor = pool.launch().getReady();
        old.giveBack(old.sent());
        successor.answerAll(SECOND);

        assertThat(old.pending()).hasSize(1);
        old.answer(1_000);
        assertThat(old.sent()).endsWith(new Frame.Bye());
    }

    @Test
    void aBacklogRunsToItsEndThroughManySuccessors() {
        TestSubscriber<Outcome<Integer, Object>> results =
                run(200, b -> b.workers(2).maxTasksPerWorker(1));

        while (!results.isTerminated()) {
            pool.startAll();
            assertThat(pool.dispatcher.workers()).hasSizeLessThanOrEqualTo(3);
            List.copyOf(pool.workers).stream()
                    .filter(worker -> !worker.isDead())
                    .forEach(worker -> {
                        if (!worker.pending().isEmpty()) {
                            worker.answer(SECOND);
                        }
                        if (worker.state() == WorkerState.STOPPING) {
                            worker.sayBye();
                        }
                    });
        }

        assertThat(results.getReceivedOnNext()).hasSize(200).allMatch(outcome -> outcome instanceof Outcome.Success);
        assertThat(pool.workers).hasSizeGreaterThan(20);
    }

    @Test
    void onlyOneWorkerAboveTheLimitIsStartedAtATime() {
        run(100, b -> b.workers(3).maxTasksPerWorker(1));
        assertThat(pool.launching).hasSize(1);

        pool.startAll();
        pool.workers.get(1).answer(SECOND);
        pool.workers.get(2).answer(SECOND);

        assertThat(pool.dispatcher.workers())
                .as("the first still runs its call")
                .hasSize(4);
        assertThat(pool.launching).isEmpty();
        pool.workers.get(0).answer(SECOND);
        pool.workers.get(0).sayBye();
        assertThat(pool.dispatcher.workers()).hasSize(4);
        assertThat(pool.launching).hasSize(1);
    }

    @Test
    void aSuccessorThatCannotStartLeavesTheOldWorkerInService() {
        TestSubscriber<Outcome<Integer, Object>> results =
                run(100, b -> b.workers(1).maxTasksPerWorker(1));
        FakeWorker old = pool.worker(1);

        for (int i = 0; i < 20; i++) {
            pool.launch().die(1, "no memory");
            old.answer(SECOND);
        }

        assertThat(pool.broken).isNull();
        assertThat(old.state()).isEqualTo(WorkerState.READY);
        assertThat(results.getReceivedOnNext()).hasSize(20);
        assertThat(pool.warnings)
                .hasSize(20)
                .allSatisfy(warning -> assertThat(warning)
                        .contains("worker 1 stays in service")
                        .contains("no memory"));
        assertThat(pool.pauses)
                .startsWith(Duration.ZERO, Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(200))
                .endsWith(Duration.ofSeconds(5));
        pool.launch().getReady();
        old.answer(SECOND);
        assertThat(old.sent()).endsWith(new Frame.Bye());
    }

    @Test
    void aSuccessorThatSaysItselfThatItCannotStartLeavesTheOldWorkerInService() {
        run(10, b -> b.workers(1).maxTasksPerWorker(1));
        FakeWorker successor = pool.launch();

        successor.receive(
                new Frame.Hello(1, "17"),
                new Frame.StartFailed(RemoteFailure.of(new IllegalStateException("no licence"))));
        successor.die(113);

        assertThat(pool.broken).isNull();
        assertThat(pool.warnings).singleElement().asString().contains("no licence");
    }

    @Test
    void aSuccessorTakesThePlaceOfAWorkerThatDiedMeanwhile() {
        run(10, b -> b.workers(1).maxTasksPerWorker(1));
        FakeWorker successor = pool.launch();

        pool.workers.get(0).die(137);
        successor.getReady();

        assertThat(successor.pending()).hasSize(1);
        assertThat(pool.dispatcher.metrics().lost()).isEqualTo(1);
        assertThat(pool.launching).as("it has its limit as well").hasSize(1);
    }

    @Test
    void aWorkerIsReplacedWhenItIsOld() {
        run(1, b -> b.workers(1).maxWorkerAge(Duration.ofMinutes(10)));
        FakeWorker old = pool.worker(1);
        old.answer(SECOND);
        pool.advance(Duration.ofMinutes(9).minusSeconds(1));
        assertThat(pool.launching).isEmpty();

        for (int i = 0; pool.launching.isEmpty() && i < 122; i++) {
            pool.advance(Duration.ofSeconds(1));
        }
        pool.startAll();

        assertThat(old.sent()).endsWith(new Frame.Bye());
    }

    @Test
    void workersThatWereStartedTogetherAreNotReplacedTogether() {
        run(20, b -> b.workers(20).maxWorkerAge(Duration.ofSeconds(1_000)));
        pool.workers.forEach(worker -> worker.answer(SECOND));
        List<Duration> ages = new ArrayList<>();

        for (Duration age = Duration.ofSeconds(890); age.toSeconds() <= 1_110; age = age.plusSeconds(1)) {
            pool.advance(age.minus(ages.isEmpty() ? Duration.ZERO : age.minusSeconds(1)));
            ages.add(age);
            if (!pool.launching.isEmpty()) {
                pool.startAll();
                pool.workers.stream()
                        .filter(worker -> worker.state() == WorkerState.STOPPING && !worker.isDead())
                        .forEach(FakeWorker::sayBye);
                pauses.add(age);
            }
        }

        assertThat(pauses).hasSize(20).doesNotHaveDuplicates();
        assertThat(pauses.get(0)).isBetween(Duration.ofSeconds(900), Duration.ofSeconds(915));
        assertThat(pauses.get(19)).isBetween(Duration.ofSeconds(1_085), Duration.ofSeconds(1_100));
    }

    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void aWorkerIsReplacedOnWhoseHeapTooMuchIsLeft() {
        run(10, b -> b.workers(1).maxWorkerMemory(100 << 20));
        FakeWorker old = pool.worker(1);
        old.page().retained(80 << 20);
        old.answer(SECOND);
        assertThat(pool.launching).isEmpty();

        old.page().retained(111 << 20);
        old.answer(SECOND);

        assertThat(pool.launching).hasSize(1);
    }

    @Test
    void whatALastCallHasLeftIsSeenWithoutAnotherCall() {
        run(1, b -> b.workers(1).maxWorkerMemory(100 << 20));
        FakeWorker old = pool.worker(1);
        old.answer(SECOND);

        old.page().retained(111 << 20);
        pool.advance(Duration.ofSeconds(1));
        pool.startAll();

        assertThat(old.sent()).endsWith(new Frame.Bye());
        pool.advance(Duration.ofSeconds(5));
        assertThat(pool.isTicking()).isFalse();
    }

    @Test
    void aTaintedWorkerIsFollowedByItsSuccessorBeforeItIsGone() {
        run(10, b -> b.workers(1));
        FakeWorker old = pool.worker(1);

        old.fail(new InternalError("broken"), true);

        assertThat(old.sent()).endsWith(new Frame.Bye());
        assertThat(pool.launching).hasSize(1);
    }

    @Test
    void workersWithoutCallsEndDownToThoseThatAreKept() {
        run(5, b -> b.workers(5).idleTimeout(Duration.ofSeconds(60)).minIdle(2));
        pool.workers.forEach(worker -> worker.answer(SECOND));
        pool.advance(Duration.ofSeconds(59));
        assertThat(pool.workers).allMatch(worker -> worker.state() == WorkerState.READY);

        pool.advance(Duration.ofSeconds(2));

        assertThat(pool.workers)
                .filteredOn(worker -> worker.state() == WorkerState.STOPPING)
                .hasSize(3);
        List.copyOf(pool.workers).stream()
                .filter(worker -> worker.state() == WorkerState.STOPPING)
                .forEach(FakeWorker::sayBye);
        assertThat(pool.launching).isEmpty();
        pool.advance(Duration.ofSeconds(100));
        assertThat(pool.isTicking()).isFalse();
        assertThat(pool.dispatcher.metrics().retired()).isEqualTo(3);
    }

    @Test
    void aWorkerThatEndsAsItWasToldIsNotReplacedBecauseItsChannelEndsFirst() {
        run(2, b -> b.workers(2).idleTimeout(Duration.ofSeconds(60)).minIdle(1));
        pool.workers.forEach(worker -> worker.answer(SECOND));
        pool.advance(Duration.ofSeconds(61));
        FakeWorker leaving = pool.worker(2);

        leaving.receive(new Frame.ByeAck());
        pool.dispatcher.channelEnded(leaving.record());
        pool.advance(Duration.ofMillis(100));

        assertThat(pool.launching).isEmpty();
    }

    @Test
    void aPoolThatHasShrunkGrowsAgain() {
        pool = new FakePool(b -> b.workers(2).idleTimeout(Duration.ofSeconds(1)));
        TestPublisher<Integer> items = TestPublisher.create();
        pool.subscribe(items.flux());
        items.next(1, 2);
        pool.startAll();
        pool.workers.forEach(worker -> worker.answer(SECOND));
        pool.advance(Duration.ofSeconds(2));
        pool.workers.forEach(FakeWorker::sayBye);
        assertThat(pool.dispatcher.workers()).isEmpty();

        items.next(3);
        pool.startAll();

        assertThat(pool.worker(1).inputs()).containsExactly(3);
    }

    @Test
    void closingWhileASuccessorStartsLeavesNothing() {
        TestSubscriber<Outcome<Integer, Object>> results =
                run(2, b -> b.workers(1).maxTasksPerWorker(1));
        FakeWorker successor = pool.launch();
        pool.dispatcher.close();
        pool.worker(1).answer(SECOND);
        pool.worker(1).answer(SECOND);
        assertThat(results.isTerminatedComplete()).isTrue();

        assertThat(pool.killed).containsExactly(successor.record());
        pool.buryKilled();
        pool.workers.get(0).sayBye();

        assertThat(pool.ends).isEqualTo(1);
        assertThat(pool.launching).isEmpty();
    }

    @Test
    void closingAtOnceLetsNoSuccessorEscape() {
        run(5, b -> b.workers(2).maxTasksPerWorker(1));
        pool.dispatcher.closeNow();

        pool.buryKilled();

        assertThat(pool.launching).isEmpty();
        assertThat(pool.dispatcher.workers()).isEmpty();
        assertThat(pool.ends).isEqualTo(1);
    }

    @Test
    void closingWhileTheOldWorkerDrainsEndsBoth() {
        run(2, b -> b.workers(1).maxTasksPerWorker(1));
        FakeWorker old = pool.worker(1);
        FakeWorker successor = pool.launch().getReady();
        successor.answerAll(SECOND);
        pool.dispatcher.close();
        old.answer(SECOND);

        assertThat(old.sent()).endsWith(new Frame.Bye());
        assertThat(successor.sent()).endsWith(new Frame.Bye());
        old.sayBye();
        successor.sayBye();
        pool.buryKilled();
        assertThat(pool.ends).isEqualTo(1);
    }

    @Test
    void cancellingWhileASuccessorStartsLeavesItToTheNext() {
        pool = new FakePool(b -> b.workers(1).maxTasksPerWorker(1));
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.range(0, 5));
        pool.startAll();
        FakeWorker old = pool.workers.get(0);
        results.cancel();
        old.giveBack(old.sent());

        pool.startAll();

        assertThat(old.state()).isEqualTo(WorkerState.STOPPING);
    }
}
