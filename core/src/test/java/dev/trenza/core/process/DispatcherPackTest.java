package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskRun;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.PackedValues;
import dev.trenza.worker.protocol.ValueCodec;
import dev.trenza.worker.protocol.ValuePacker;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.test.subscriber.TestSubscriber;

/** Many small calls that travel together, where only their values are asked for. */
@Timeout(60)
class DispatcherPackTest {

    private static final long MICROSECOND = 1_000;

    private FakePool pool = FakePool.ofWorkers(1);

    @AfterEach
    void close() {
        pool.close();
    }

    private void open(int workers) {
        pool = new FakePool(builder -> builder.workers(workers));
    }

    private TestSubscriber<Object> subscribe(Flux<?> items, UnaryOperator<TaskRun<Object, Object>> run) {
        TestSubscriber<Object> subscriber = TestSubscriber.create();
        pool.values(items.cast(Object.class), run.apply(FakePool.run())).subscribe(subscriber);
        return subscriber;
    }

    private TestSubscriber<Object> subscribe(Flux<?> items) {
        return subscribe(items, run -> run);
    }

    /** Lets each worker prove that its tasks are short, until it has a pack. */
    private void widen() {
        pool.startAll();
        while (pool.workers.stream().anyMatch(worker -> worker.pending().size() < 200)) {
            pool.workers.forEach(worker -> worker.answer(MICROSECOND));
        }
    }

    private static List<Object> numbers(int count) {
        return IntStream.range(0, count).<Object>mapToObj(i -> i).toList();
    }

    @Test
    void smallInputsTravelTogetherAndSoDoTheirResults() {
        TestSubscriber<Object> results = subscribe(Flux.range(0, 5_000));
        widen();

        assertThat(pool.worker(1).sent()).hasAtLeastOneElementOfType(Frame.Calls.class);
        while (!pool.worker(1).pending().isEmpty()) {
            int count = Math.min(150, pool.worker(1).pending().size());
            pool.worker(1).answerTogether(count, MICROSECOND);
        }
        results.expectTerminalSignal();
        assertThat(results.getReceivedOnNext()).isEqualTo(numbers(5_000));
    }

    @Test
    void outcomesHaveTimesOfTheirOwnAndTravelAlone() {
        pool.subscribe(Flux.range(0, 5_000));
        widen();

        assertThat(pool.worker(1).sent()).doesNotHaveAnyElementsOfTypes(Frame.Calls.class);
    }

    @Test
    void orderIsThatOfTheItemsWhoeverIsFirst() {
        open(2);
        TestSubscriber<Object> results = subscribe(Flux.range(0, 20_000), TaskRun::ordered);
        widen();
        Random random = new Random(1);

        while (results.getReceivedOnNext().size() < 20_000) {
            FakeWorker worker = pool.worker(1 + random.nextInt(2));
            int most = worker.pending().size();
            if (most > 0) {
                worker.answerTogether(consecutive(worker, 1 + random.nextInt(most)), MICROSECOND);
            }
            pool.workers.forEach(other -> other.giveBack(other.sent()));
        }

        assertThat(results.getReceivedOnNext()).isEqualTo(numbers(20_000));
        results.expectTerminalSignal();
    }

    /** So many of its calls as have consecutive ids. */
    private static int consecutive(FakeWorker worker, int most) {
        List<Frame.Call> calls = worker.pending();
        int count = 1;
        while (count < Math.min(most, calls.size())
                && calls.get(count).id() == calls.get(0).id() + count) {
            count++;
        }
        return count;
    }

    @Test
    void aFailureInTheMiddleEndsTheFlux() {
        TestSubscriber<Object> results = subscribe(Flux.range(0, 5_000));
        widen();
        pool.worker(1).answerTogether(10, MICROSECOND);
        int before = results.getReceivedOnNext().size();

        pool.worker(1).fail(new IllegalStateException("no"), false);

        assertThat(results.getReceivedOnNext()).hasSize(before);
        assertThat(results.expectTerminalError())
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("on item '" + before + "'")
                .hasMessageContaining("no");
    }

    @Test
    void aFailureThatMayBeRepeatedIsAndCostsNoOther() {
        TestSubscriber<Object> results =
                subscribe(Flux.range(0, 2_000), run -> run.retry(new TaskRun.Retry(2, Duration.ZERO)));
        widen();

        pool.worker(1).fail(new IllegalStateException("no"), false);
        pool.delayed.forEach(pool.dispatcher::retry);
        pool.worker(1).answerAll(MICROSECOND);

        assertThat(results.getReceivedOnNext()).containsExactlyInAnyOrderElementsOf(numbers(2_000));
        results.expectTerminalSignal();
    }

    @Test
    void oneThatKillsItsWorkerIsChargedAndTheOthersRunAgainForFree() {
        pool = new FakePool(builder -> builder.workers(1).attempts(1));
        TestSubscriber<Object> results = subscribe(Flux.range(0, 5_000));
        widen();
        pool.worker(1).answerTogether(5, MICROSECOND);
        FakeWorker worker = pool.worker(1);
        Object guilty = FakeWorker.input(worker.begin());

        worker.die(137);

        assertThat(results.expectTerminalError())
                .isInstanceOf(WorkerCrashedException.class)
                .hasMessageContaining("on item '" + guilty + "'");
    }

    @Test
    void whatADeadWorkerHadNotBegunIsRunElsewhere() {
        open(2);
        TestSubscriber<Object> results = subscribe(Flux.range(0, 20_000));
        widen();

        pool.worker(1).die(137);
        pool.startAll();
        while (results.getReceivedOnNext().size() < 20_000) {
            pool.startAll();
            pool.workers.stream().filter(worker -> !worker.isDead()).forEach(worker -> {
                if (!worker.pending().isEmpty()) {
                    worker.answerTogether(consecutive(worker, 500), MICROSECOND);
                }
                worker.giveBack(worker.sent());
            });
        }

        assertThat(results.getReceivedOnNext()).containsExactlyInAnyOrderElementsOf(numbers(20_000));
        results.expectTerminalSignal();
    }

    @Test
    void whatWaitsBehindALongOneGoesToAnIdleWorker() {
        open(2);
        TestSubscriber<Object> results = subscribe(Flux.range(0, 4_000));
        widen();
        FakeWorker slow = pool.worker(1);
        FakeWorker quick = pool.worker(2);
        slow.begin();
        slow.sent();
        List<Frame.Recall> recalls = new ArrayList<>();

        while (results.getReceivedOnNext().size() < 3_999) {
            while (!quick.pending().isEmpty()) {
                quick.answerTogether(consecutive(quick, 500), MICROSECOND);
            }
            pool.advance(Duration.ofMillis(5));
            List<Frame> sent = slow.sent();
            sent.stream()
                    .filter(Frame.Recall.class::isInstance)
                    .map(Frame.Recall.class::cast)
                    .forEach(recalls::add);
            slow.giveBack(sent);
        }

        assertThat(recalls).anyMatch(recall -> recall.count() > 1);
        slow.answer(1_000_000_000);
        assertThat(results.getReceivedOnNext()).containsExactlyInAnyOrderElementsOf(numbers(4_000));
        results.expectTerminalSignal();
    }

    @Test
    void aCancelledSubscriptionStopsThemAll() {
        TestSubscriber<Object> results = subscribe(Flux.range(0, 5_000));
        widen();
        FakeWorker worker = pool.worker(1);
        int waiting = worker.pending().size();
        worker.sent();

        results.cancel();

        List<Frame> sent = worker.sent();
        assertThat(sent).filteredOn(Frame.Cancel.class::isInstance).hasSize(waiting);
        worker.giveBack(sent);
        assertThat(worker.pending()).isEmpty();
        assertThat(pool.dispatcher.metrics().inFlight()).isZero();
    }

    @Test
    void aCancelledSubscriptionLeavesThePacksOfOthersTogether() {
        subscribe(Flux.range(0, 5_000));
        widen();
        int before = pool.worker(1).record().singles().size();

        subscribe(Flux.range(0, 5)).cancel();

        assertThat(pool.worker(1).record().singles()).hasSize(before);
    }

    @Test
    void oneThatComesBackLeavesTheOthersTogether() {
        subscribe(Flux.range(0, 5_000));
        widen();
        FakeWorker worker = pool.worker(1);
        int before = worker.record().singles().size();
        List<Frame.Call> calls = worker.pending();

        worker.receive(new Frame.Cancelled(calls.get(calls.size() - 1).id(), 1));

        assertThat(worker.record().singles()).hasSizeLessThan(before + 5);
    }

    @Test
    void aRecallThatAnswersOvertakeKeepsItsCallsTogether() throws IOException {
        ValuePacker packer = new ValuePacker(PackedValues.MAX_VALUE_BYTES, 64);
        for (int i = 0; i < 100; i++) {
            packer.add(ValueCodec.PLAIN, i);
        }
        Worker worker = new Worker(1);
        worker.add(new Pack(null, 0, new Object[100], 100, packer.takeAll(), 0));
        Work asked = worker.after(50).get(0);
        asked.recalled();
        worker.takeAnswered(1, 20);

        worker.after(40);

        assertThat(worker.takeBack(asked.id, asked.size())).isSameAs(asked);
    }

    /** What waits in order behind an item counts until it is emitted. */
    @Test
    void whatIsNotEmittedIsRetained() throws ReflectiveOperationException {
        open(2);
        TestSubscriber<Object> results = subscribe(Flux.range(0, 4_000), TaskRun::ordered);
        widen();
        Field field = Lane.class.getDeclaredField("retainedBytes");
        field.setAccessible(true);
        FakeWorker slow = pool.worker(1);
        FakeWorker quick = pool.worker(2);
        AtomicLong retained = (AtomicLong) field.get(slow.record().after(0).get(0).lane);
        slow.begin();

        while (!quick.pending().isEmpty()) {
            quick.answerTogether(consecutive(quick, 500), MICROSECOND);
        }

        int waiting =
                4_000 - results.getReceivedOnNext().size() - slow.pending().size();
        assertThat(retained.get()).as("5 bytes each way").isGreaterThan(waiting * 10L);
        results.cancel();
    }

    @Test
    void aTaskThatReturnsNullIsToldWithItsItem() {
        TestSubscriber<Object> results = subscribe(Flux.range(0, 5_000));
        widen();
        int before = results.getReceivedOnNext().size();
        long first = pool.worker(1).pending().get(0).id();

        pool.worker(1).answerTogether(10, MICROSECOND, call -> call.id() == first + 3 ? null : call.id());

        assertThat(results.getReceivedOnNext()).hasSize(before + 3);
        assertThat(results.expectTerminalError())
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("on item '" + (before + 3) + "' returned null");
    }

    @Test
    void aWorkerThatAnswersMoreThanItWasAskedIsNotBelieved() {
        subscribe(Flux.range(0, 5_000));
        widen();
        FakeWorker worker = pool.worker(1);
        int waiting = worker.pending().size();
        byte[] values = new byte[(waiting + 1) * 7];
        for (int i = 0; i <= waiting; i++) {
            values[i * 7 + 1] = 5;
            values[i * 7 + 2] = 3;
        }

        worker.receive(new Frame.Results(worker.pending().get(0).id(), waiting + 1, 1, values));

        assertThat(pool.killed).containsExactly(worker.record());
    }

    @Test
    void aWorkerThatGivesBackMoreThanItHasIsNotBelieved() {
        subscribe(Flux.range(0, 5_000));
        widen();
        FakeWorker worker = pool.worker(1);

        worker.receive(new Frame.Cancelled(worker.pending().get(0).id(), Integer.MAX_VALUE));

        assertThat(pool.killed).containsExactly(worker.record());
    }

    @Test
    void demandIsRespectedWithinAPack() {
        TestSubscriber<Object> results =
                TestSubscriber.builder().initialRequest(1_000).build();
        pool.<Object, Object>values(Flux.range(0, 5_000).cast(Object.class), FakePool.run())
                .subscribe(results);
        widen();
        List<Integer> seen = new ArrayList<>();

        while (!pool.worker(1).pending().isEmpty()) {
            pool.worker(1).answerTogether(Math.min(150, pool.worker(1).pending().size()), MICROSECOND);
            seen.add(results.getReceivedOnNext().size());
        }

        assertThat(seen).allMatch(count -> count <= 1_000);
        assertThat(results.getReceivedOnNext()).isEqualTo(numbers(1_000));
        results.cancel();
    }
}
