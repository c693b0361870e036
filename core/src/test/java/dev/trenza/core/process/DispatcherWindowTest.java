package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.worker.protocol.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.publisher.TestPublisher;
import reactor.test.subscriber.TestSubscriber;

class DispatcherWindowTest {

    private static final long MICROSECOND = 1_000;
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private FakePool pool;

    private void open(int workers) {
        pool = FakePool.ofWorkers(workers);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static List<Long> indexes(TestSubscriber<Outcome<Integer, Object>> results) {
        return results.getReceivedOnNext().stream().map(Outcome::index).toList();
    }

    @Test
    void everyItemHasItsResult() {
        open(2);
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.range(0, 1_000));
        pool.startAll();

        while (!results.isTerminated()) {
            pool.workers.forEach(worker -> worker.answerAll(MICROSECOND));
        }

        assertThat(results.getReceivedOnNext())
                .hasSize(1_000)
                .allSatisfy(outcome -> assertThat(((Outcome.Success<Integer, Object>) outcome).value())
                        .isEqualTo(outcome.item()));
        assertThat(indexes(results)).doesNotHaveDuplicates();
        assertThat(results.isTerminatedComplete()).isTrue();
    }

    @Test
    void noWorkerIsStartedBeforeThereIsAnItem() {
        open(4);

        pool.subscribe(Flux.never());
        pool.subscribe(Flux.empty());

        assertThat(pool.launching).isEmpty();
    }

    @Test
    void noMoreWorkersAreStartedThanThereAreItems() {
        open(4);

        pool.subscribe(Flux.just(1, 2));

        assertThat(pool.launching).hasSize(2);
    }

    @Test
    void neverMoreWorkersThanTheLimit() {
        open(3);

        pool.subscribe(Flux.range(0, 100));
        pool.subscribe(Flux.range(0, 100));

        assertThat(pool.launching).hasSize(3);
    }

    @Test
    void anIdleWorkerIsUsedAgainRatherThanAnotherStarted() {
        open(4);
        for (int i = 0; i < 10; i++) {
            TestSubscriber<Outcome<Integer, Object>> one = pool.subscribe(Flux.just(i));
            pool.startAll();
            pool.worker(1).answer(SECOND);
            assertThat(one.isTerminatedComplete()).isTrue();
        }

        assertThat(pool.workers).hasSize(1);
    }

    @Test
    void anotherWorkerIsStartedRatherThanQueueBehindABusyOne() {
        open(2);
        TestPublisher<Integer> items = TestPublisher.create();
        pool.subscribe(items.flux());
        items.next(0);
        pool.startAll();
        for (int i = 0; i < 5; i++) {
            pool.worker(1).answerAll(MICROSECOND);
            items.next(i);
        }
        assertThat(pool.launching).isEmpty();

        items.next(5);

        assertThat(pool.worker(1).pending()).hasSize(2);
        assertThat(pool.launching).hasSize(1);
    }

    @Test
    void longTasksGetOneCallAtATime() {
        open(2);
        pool.subscribe(Flux.range(0, 100));
        pool.startAll();
        assertThat(pool.worker(1).pending()).hasSize(1);

        for (int i = 0; i < 20; i++) {
            pool.worker(1).answer(SECOND);
            assertThat(pool.worker(1).pending()).hasSize(1);
        }

        assertThat(pool.worker(2).pending()).hasSize(1);
    }

    @Test
    void tasksOfSomeMillisecondsHaveTheNextAtHand() {
        open(2);
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.range(0, 100));
        pool.startAll();

        for (int i = 0; i < 20; i++) {
            pool.worker(1).answer(10 * MILLISECOND);
            assertThat(pool.worker(1).pending()).hasSize(2);
        }

        pool.worker(2).answerAll(10 * MILLISECOND);
        pool.worker(1).giveBack(pool.worker(1).sent());
        assertThat(pool.worker(1).pending())
                .as("what an idle worker takes over")
                .hasSize(1);
        assertThat(pool.worker(2).pending()).hasSize(1);
        assertThat(results.getReceivedOnNext()).hasSize(98);
    }

    @Test
    void shortTasksGetManyCallsAtATime() {
        open(1);
        pool.subscribe(Flux.range(0, 100_000));
        pool.startAll();

        int most = 0;
        for (int i = 0; i < 5_000; i++) {
            pool.worker(1).answer(MICROSECOND);
            most = Math.max(most, pool.worker(1).pending().size());
        }

        assertThat(most).isGreaterThan(500);
        assertThat(pool.worker(1).window()).isGreaterThan(500).isLessThanOrEqualTo(4096);
    }

    @Test
    void theWindowGrowsByDoublingSoThatOneQuickCallProvesNothing() {
        open(1);
        pool.subscribe(Flux.range(0, 100_000));
        pool.startAll();
        List<Integer> windows = new ArrayList<>();

        for (int i = 0; i < 4; i++) {
            pool.worker(1).answer(MICROSECOND);
            windows.add(pool.worker(1).window());
        }

        assertThat(windows).containsExactly(2, 4, 8, 16);
    }

    @Test
    void oneLongTaskShrinksTheWindowAtOnce() {
        open(1);
        pool.subscribe(Flux.range(0, 100_000));
        pool.startAll();
        for (int i = 0; i < 2_000; i++) {
            pool.worker(1).answer(MICROSECOND);
        }
        int queued = pool.worker(1).pending().size();

        pool.worker(1).answer(SECOND);

        assertThat(pool.worker(1).window()).isEqualTo(1);
        assertThat(pool.worker(1).pending()).hasSize(queued - 1);
    }

    @Test
    void largeValuesKeepTheWindowSmallHoweverQuickTheTask() {
        open(1);
        pool.subscribe(Flux.range(0, 100_000));
        pool.startAll();
        byte[] mebibyte = new byte[1 << 20];

        int most = 0;
        for (int i = 0; i < 100; i++) {
            pool.worker(1).answerWith(mebibyte, MICROSECOND);
            most = Math.max(most, pool.worker(1).pending().size());
        }

        assertThat(most).isLessThanOrEqualTo(16);
    }

    @Test
    void theWorkerWithTheFewestCallsGetsTheNext() {
        open(2);
        TestPublisher<Integer> items = TestPublisher.create();
        pool.subscribe(items.flux());
        items.next(0, 1);
        pool.startAll();
        widen(items, 64);
        pool.workers.forEach(worker -> worker.answerAll(MICROSECOND));

        items.next(1, 2, 3, 4, 5, 6);

        assertThat(pool.worker(1).pending()).hasSize(3);
        assertThat(pool.worker(2).pending()).hasSize(3);
    }

    /** Lets both workers prove that their tasks are short. */
    private void widen(TestPublisher<Integer> items, int rounds) {
        for (int i = 0; i < rounds; i++) {
            pool.workers.forEach(worker -> worker.answerAll(MICROSECOND));
            items.next(0, 0);
        }
    }

    @Test
    void severalSubscribersTakeTurns() {
        open(1);
        TestSubscriber<Outcome<Integer, Object>> greedy = pool.subscribe(Flux.range(0, 10_000));
        pool.startAll();
        pool.worker(1).answer(SECOND);
        TestSubscriber<Outcome<Integer, Object>> modest = pool.subscribe(Flux.range(0, 10));

        for (int i = 0; i < 20; i++) {
            pool.worker(1).answer(SECOND);
        }

        assertThat(modest.getReceivedOnNext()).hasSizeBetween(9, 10);
        assertThat(greedy.getReceivedOnNext()).hasSizeBetween(10, 13);
    }

    @Test
    void anIdleWorkerTakesOverWhatWaitsBehindALongTask() {
        open(2);
        TestPublisher<Integer> items = TestPublisher.create();
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(items.flux());
        items.next(0, 1);
        pool.startAll();
        widen(items, 64);
        pool.workers.forEach(worker -> worker.answerAll(MICROSECOND));
        items.next(100, 101, 102, 103, 104, 105);
        FakeWorker slow = pool.worker(1);
        slow.begin();

        pool.worker(2).answerAll(MICROSECOND);
        assertThat(slow.sent())
                .as("it may be done with a few microseconds before it could give them back")
                .doesNotHaveAnyElementsOfTypes(Frame.Recall.class);
        pool.advance(Duration.ofMillis(1));
        List<Frame> sent = slow.sent();

        assertThat(sent)
                .hasAtLeastOneElementOfType(Frame.Recall.class)
                .doesNotHaveAnyElementsOfTypes(Frame.Cancel.class);
        slow.giveBack(sent);
        pool.worker(2).answerAll(MICROSECOND);
        pool.advance(Duration.ofMillis(1));
        slow.giveBack(slow.sent());
        pool.worker(2).answerAll(MICROSECOND);
        assertThat(slow.pending()).hasSize(1);
        int before = results.getReceivedOnNext().size();
        slow.answer(SECOND);
        assertThat(results.getReceivedOnNext()).hasSize(before + 1);
        assertThat(results.getReceivedOnNext()).extracting(Outcome::isSuccess).containsOnly(true);
        assertThat(results.getReceivedOnNext())
                .extracting(o -> o.execution().attempts())
                .containsOnly(1);
    }

    @Test
    void whatWaitsBehindALongTaskGoesToOthersThatAreBusy() {
        open(2);
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.range(0, 100_000));
        pool.startAll();
        for (int i = 0; i < 1_000; i++) {
            pool.workers.forEach(worker -> worker.answer(MICROSECOND));
        }
        FakeWorker slow = pool.worker(1);
        slow.begin();
        List<Object> waiting =
                List.copyOf(slow.inputs().subList(1, slow.inputs().size()));
        assertThat(waiting).hasSizeGreaterThan(100);
        slow.sent();

        pool.advance(Duration.ofMillis(3));
        pool.worker(2).answer(MICROSECOND);
        slow.giveBack(slow.sent());
        List<Object> done = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            done.add(pool.worker(2).inputs().get(0));
            pool.worker(2).answer(MICROSECOND);
        }

        assertThat(done).containsAll(waiting);
        assertThat(slow.inputs()).as("no new ones come meanwhile").hasSize(1);
        slow.answer(SECOND);
        assertThat(slow.pending()).as("and then they do").isNotEmpty();
        assertThat(results.getReceivedOnNext())
                .extracting(o -> o.execution().attempts())
                .containsOnly(1);
    }

    @Test
    void aRecalledCallThatHadBegunIsAnsweredWhereItIs() {
        open(2);
        TestPublisher<Integer> items = TestPublisher.create();
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(items.flux());
        items.next(0, 1);
        pool.startAll();
        widen(items, 64);
        pool.workers.forEach(worker -> worker.answerAll(MICROSECOND));
        items.next(100, 101, 102, 103);
        int before = results.getReceivedOnNext().size();

        pool.worker(2).answerAll(MICROSECOND);
        pool.advance(Duration.ofMillis(1));
        assertThat(pool.worker(1).sent()).hasAtLeastOneElementOfType(Frame.Recall.class);
        pool.worker(1).answerAll(MICROSECOND);

        assertThat(results.getReceivedOnNext())
                .hasSize(before + 4)
                .extracting(Outcome::isSuccess)
                .containsOnly(true);
        assertThat(pool.worker(2).pending()).isEmpty();
    }

    @Test
    void aTaskIsShippedOncePerWorker() {
        open(1);
        pool.subscribe(Flux.range(0, 3));
        FakeWorker worker = pool.launch();
        worker.getReady();
        List<Frame> sent = new ArrayList<>(worker.sent());

        pool.subscribe(Flux.range(0, 3));
        sent.addAll(worker.sent());

        assertThat(sent).filteredOn(frame -> frame instanceof Frame.Define).hasSize(1);
        assertThat(sent.get(0)).isInstanceOf(Frame.Welcome.class);
        assertThat(sent.get(1)).isInstanceOf(Frame.Define.class);
    }

    @Test
    void theClockRestsWhenThereIsNothingToWatch() {
        open(1);
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.range(0, 3));
        pool.startAll();
        pool.worker(1).answerAll(SECOND);
        assertThat(results.isTerminatedComplete()).isTrue();

        pool.advance(Duration.ofSeconds(1));

        assertThat(pool.isTicking()).isFalse();
    }
}
