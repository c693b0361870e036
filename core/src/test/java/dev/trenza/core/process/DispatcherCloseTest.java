package dev.trenza.core.process;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.TaskCancelledException;
import dev.trenza.worker.protocol.Frame;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;
import reactor.test.subscriber.TestSubscriber;

class DispatcherCloseTest {

    private static final long SECOND = 1_000_000_000;

    private final FakePool pool = FakePool.ofWorkers(2);

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void aPoolThatWasNeverUsedEndsAtOnce() {
        pool.dispatcher.close();

        assertThat(pool.ends).isEqualTo(1);
        assertThat(pool.lanesEnds).isPositive();
    }

    @Test
    void idleWorkersAreToldToEndAndThenThePoolEnds() {
        pool.subscribe(Flux.just(1, 2));
        pool.startAll();
        pool.workers.forEach(worker -> worker.answerAll(SECOND));

        pool.dispatcher.close();

        assertThat(pool.workers).allSatisfy(worker -> assertThat(worker.sent()).endsWith(new Frame.Bye()));
        pool.worker(1).sayBye();
        assertThat(pool.ends).isZero();
        pool.worker(2).sayBye();
        assertThat(pool.ends).isEqualTo(1);
        assertThat(pool.launching).isEmpty();
        assertThat(pool.dispatcher.metrics().lost()).isZero();
    }

    @Test
    void whatIsPendingRunsToItsEndFirst() {
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.range(0, 20));
        pool.startAll();

        pool.dispatcher.close();
        while (!results.isTerminated()) {
            pool.workers.forEach(worker -> {
                if (!worker.pending().isEmpty()) {
                    worker.answer(SECOND);
                }
            });
        }

        assertThat(results.getReceivedOnNext())
                .hasSize(20)
                .extracting(Outcome::isSuccess)
                .containsOnly(true);
        assertThat(results.isTerminatedComplete()).isTrue();
        pool.workers.forEach(FakeWorker::sayBye);
        assertThat(pool.ends).isEqualTo(1);
    }

    @Test
    void aWorkerThatDiesWhileThePoolDrainsIsReplacedForWhatIsLeft() {
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.range(0, 3));
        pool.startAll();
        pool.dispatcher.close();

        pool.worker(1).die(137);
        pool.worker(2).die(137);
        pool.startAll();
        for (int i = 0; i < 3; i++) {
            pool.workers.stream().filter(w -> !w.isDead()).forEach(worker -> worker.answerAll(SECOND));
        }

        assertThat(results.getReceivedOnNext())
                .hasSize(3)
                .extracting(Outcome::isSuccess)
                .containsOnly(true);
    }

    @Test
    void aWorkerThatDiesWhenItIsToldToEndIsNotReplaced() {
        pool.subscribe(Flux.just(1));
        pool.startAll();
        pool.worker(1).answerAll(SECOND);
        pool.dispatcher.close();

        pool.worker(1).die(137);

        assertThat(pool.launching).isEmpty();
        assertThat(pool.ends).isEqualTo(1);
    }

    @Test
    void nothingIsTakenByAClosedPool() {
        pool.dispatcher.close();

        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.just(1));

        assertThat(results.expectTerminalError())
                .isInstanceOf(PoolClosedException.class)
                .hasMessageContaining("pool 'fake' is closed");
    }

    @Test
    void workersThatAreStillStartingEndWithAPoolThatHasNoWorkForThem() {
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.just(1, 2));
        FakeWorker launched = pool.launch();
        results.cancel();

        pool.dispatcher.close();

        assertThat(pool.killed).hasSize(2);
        assertThat(launched.state()).isEqualTo(WorkerState.KILLING);
        pool.buryKilled();
        assertThat(pool.ends).isEqualTo(1);
        assertThat(pool.broken).isNull();
    }

    @Test
    void closingAtOnceKillsAndCancelsEverything() {
        TestPublisher<Integer> items = TestPublisher.create();
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(items.flux());
        items.next(1, 2, 3, 4);
        pool.startAll();
        pool.worker(1).begin();

        pool.dispatcher.closeNow();

        assertThat(pool.killed).hasSize(2);
        items.assertCancelled();
        pool.buryKilled();
        assertThat(results.getReceivedOnNext())
                .hasSize(4)
                .extracting(Outcome::status)
                .containsOnly("cancelled");
        assertThat(results.expectTerminalError()).isInstanceOf(PoolClosedException.class);
        assertThat(pool.ends).isEqualTo(1);
        assertThat(pool.launching).isEmpty();
    }

    @Test
    void closingAtOnceDoesNotWaitForASubscriberThatAsksForNothing() {
        TestSubscriber<Object> stalled =
                TestSubscriber.builder().initialRequest(1).build();
        pool.values(Flux.range(0, 100), FakePool.run()).subscribe(stalled);
        pool.startAll();
        pool.worker(1).answer(SECOND);

        pool.dispatcher.closeNow();
        pool.buryKilled();

        assertThat(pool.ends).isEqualTo(1);
        assertThat(pool.lanesEnds).isZero();
        stalled.cancel();
        assertThat(pool.lanesEnds).isPositive();
    }

    @Test
    void closingAtOnceCutsAWaitingCloseShort() {
        pool.subscribe(Flux.just(1));
        pool.startAll();
        pool.worker(1).begin();
        pool.dispatcher.close();
        assertThat(pool.ends).isZero();

        pool.dispatcher.closeNow();
        pool.buryKilled();

        assertThat(pool.ends).isEqualTo(1);
    }

    @Test
    void closingOftenAndInAnyOrderEndsOnce() {
        pool.subscribe(Flux.just(1));
        pool.startAll();
        pool.dispatcher.close();
        pool.dispatcher.closeNow();
        pool.dispatcher.close();
        pool.buryKilled();
        pool.dispatcher.closeNow();
        pool.dispatcher.close();

        assertThat(pool.ends).isEqualTo(1);
    }

    @Test
    void aResultThatArrivesAfterTheKillCounts() {
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.just(1));
        pool.startAll();
        pool.worker(1).begin();
        pool.dispatcher.closeNow();

        pool.worker(1).answer(SECOND);
        pool.buryKilled();

        assertThat(results.getReceivedOnNext()).extracting(Outcome::status).containsExactly("success");
    }

    @Test
    void aWorkerThatGetsReadyTooLateIsToldToEnd() {
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.just(1));
        FakeWorker late = pool.launch();
        results.cancel();
        pool.dispatcher.close();

        late.getReady();
        pool.buryKilled();

        assertThat(pool.ends).isEqualTo(1);
    }

    @Test
    void whatWasSentAndHasNotBegunIsTakenBackAndSkipped() {
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.range(0, 500));
        FakeWorker worker = pool.launch().getReady();
        worker.answer(1_000); // short: the next ones are sent in advance
        worker.begin();
        assertThat(worker.pending()).hasSizeGreaterThan(1);

        pool.dispatcher.skipPending();
        worker.obey();
        worker.answer(SECOND);

        assertThat(results.isTerminatedComplete()).isTrue();
        Map<String, Long> ends = results.getReceivedOnNext().stream().collect(groupingBy(Outcome::status, counting()));
        assertThat(ends).containsOnly(entry("success", 2L), entry("skipped", 498L));
    }

    @Test
    void smallCallsThatTravelTogetherAreSkippedToo() {
        TestSubscriber<Object> values = TestSubscriber.create();
        pool.values(Flux.range(0, 100), FakePool.run()).subscribe(values);
        pool.launch();

        pool.dispatcher.skipPending();

        assertThat(values.expectTerminalError())
                .isInstanceOf(TaskCancelledException.class)
                .hasMessageContaining("was not run");
    }

    @Test
    void whileNothingBeginsACallWhoseWorkerDiesIsNotRunAgain() {
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.just(1));
        FakeWorker worker = pool.launch().getReady();
        worker.begin();

        pool.dispatcher.skipPending();
        worker.die(137);

        assertThat(results.getReceivedOnNext()).extracting(Outcome::status).containsExactly("crashed");
    }
}
