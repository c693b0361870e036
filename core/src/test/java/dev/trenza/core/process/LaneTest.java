package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TimeLimits;
import dev.trenza.worker.protocol.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.subscriber.TestSubscriber;

class LaneTest {

    private static final long MICROSECOND = 1_000;
    private static final long SECOND = 1_000_000_000;

    private final FakePool pool = FakePool.ofWorkers(2);

    @AfterEach
    void close() {
        pool.close();
    }

    private void answerEverything() {
        pool.startAll();
        for (boolean isBusy = true; isBusy; ) {
            isBusy = false;
            for (FakeWorker worker : pool.workers) {
                isBusy |= !worker.pending().isEmpty();
                worker.answerAll(MICROSECOND);
            }
        }
    }

    private static TaskRun<Integer, Object> ordered() {
        return FakePool.<Integer>run().ordered();
    }

    @Test
    void nothingIsEmittedBeforeItIsAskedFor() {
        StepVerifier.create(pool.values(Flux.range(0, 4), ordered()), 0)
                .then(this::answerEverything)
                .expectNoEvent(Duration.ofMillis(1))
                .thenRequest(1)
                .then(this::answerEverything)
                .expectNext(0)
                .thenRequest(2)
                .then(this::answerEverything)
                .expectNext(1, 2)
                .thenRequest(1)
                .expectNext(3)
                .verifyComplete();
    }

    @Test
    void nothingIsTakenBeforeAnythingIsAskedFor() {
        AtomicLong requested = new AtomicLong();

        TestSubscriber<Object> subscriber =
                TestSubscriber.builder().initialRequest(0).build();
        pool.values(Flux.range(0, 100).doOnRequest(requested::addAndGet), ordered())
                .subscribe(subscriber);

        assertThat(requested).hasValue(0);
        assertThat(pool.launching).isEmpty();
    }

    @Test
    void noMoreThanAWindowIsTakenAheadOfASubscriberThatStops() {
        AtomicLong taken = new AtomicLong();
        Flux<Integer> items = Flux.range(0, 10_000_000).doOnNext(x -> taken.incrementAndGet());
        TestSubscriber<Object> subscriber =
                TestSubscriber.builder().initialRequest(5_000).build();
        pool.values(items, FakePool.run()).subscribe(subscriber);

        answerEverything();

        assertThat(subscriber.getReceivedOnNext()).hasSize(5_000);
        assertThat(taken.get() - 5_000).isBetween(1L, 2L * 2 * 1024);
        assertThat(pool.dispatcher.metrics().inFlight()).isZero();
        subscriber.request(1_000);
        answerEverything();
        assertThat(subscriber.getReceivedOnNext()).hasSize(6_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aSourceIsNeverAskedForNothing(int workers) {
        FakePool other = FakePool.ofWorkers(workers);
        List<Long> requests = new ArrayList<>();
        TestPublisher<Integer> items = TestPublisher.createNoncompliant(TestPublisher.Violation.REQUEST_OVERFLOW);
        TestSubscriber<Object> subscriber = TestSubscriber.create();
        other.values(items.flux().doOnRequest(requests::add), FakePool.run()).subscribe(subscriber);

        for (int i = 0; i < 50; i++) {
            items.next(i);
            other.startAll();
            other.workers.forEach(worker -> worker.answerAll(SECOND));
        }

        assertThat(requests).allSatisfy(n -> assertThat(n).isPositive());
        other.close();
    }

    @Test
    void orderedResultsWaitForTheirTurn() {
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.range(0, 4), ordered());
        pool.startAll();
        FakeWorker first = pool.worker(1);
        FakeWorker second = pool.worker(2);

        second.answer(SECOND);
        second.answer(SECOND);
        assertThat(results.getReceivedOnNext()).isEmpty();
        first.answer(SECOND);

        assertThat(results.getReceivedOnNext()).extracting(Outcome::item).containsExactly(0, 1, 2);
        first.answerAll(SECOND);
        second.answerAll(SECOND);
        assertThat(results.isTerminatedComplete()).isTrue();
    }

    @Test
    void unorderedResultsDoNotWait() {
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.range(0, 4));
        pool.startAll();

        pool.worker(2).answer(SECOND);

        assertThat(results.getReceivedOnNext()).extracting(Outcome::item).containsExactly(1);
    }

    @Test
    void cancellingDropsWhatWaitsStopsWhatRunsAndCancelsTheSource() {
        TestPublisher<Integer> items = TestPublisher.create();
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(items.flux());
        items.next(1, 2, 3, 4);
        pool.startAll();
        pool.worker(1).begin();

        results.cancel();

        items.assertCancelled();
        assertThat(pool.worker(1).sent()).contains(new Frame.Cancel(1));
        pool.worker(1).fail(new InterruptedException(), false);
        pool.worker(2).giveBack(pool.worker(2).sent());
        assertThat(results.getReceivedOnNext()).isEmpty();
        assertThat(pool.killed).isEmpty();
        assertThat(pool.dispatcher.metrics().inFlight()).isZero();
        assertThat(pool.dispatcher.metrics().pending()).isZero();
    }

    @Test
    void aCancelledTaskThatThrowsIsNotRunAgain() {
        TaskRun<Integer, Object> run = FakePool.<Integer>run().retry(new TaskRun.Retry(3, Duration.ZERO));
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.just(1), run);
        pool.startAll();
        pool.worker(1).begin();

        results.cancel();
        pool.worker(1).fail(new InterruptedException(), false);

        assertThat(pool.delayed).isEmpty();
        assertThat(pool.worker(1).pending()).isEmpty();
    }

    @Test
    void aTaskThatThrowsRunsAgainAfterItsPause() {
        TaskRun<Integer, Object> run = FakePool.<Integer>run().retry(new TaskRun.Retry(2, Duration.ofSeconds(1)));
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.just(1), run);
        pool.startAll();

        pool.worker(1).fail(new IOException("busy"), false);
        assertThat(pool.worker(1).pending()).isEmpty();
        pool.dispatcher.retry(pool.delayed.remove(0));
        assertThat(pool.worker(1).pending().get(0).attempt()).isEqualTo(2);
        pool.worker(1).fail(new IOException("still busy"), false);

        assertThat(results.getReceivedOnNext()).extracting(Outcome::status).containsExactly("failed");
        assertThat(results.getReceivedOnNext().get(0).execution().attempts()).isEqualTo(2);
    }

    @Test
    void aFailingSourceIsSignalledAfterTheOutcomesOfWhatIsInFlight() {
        TestPublisher<Integer> items = TestPublisher.create();
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(items.flux());
        items.next(1, 2);
        pool.startAll();

        items.error(new IOException("no more"));
        assertThat(results.isTerminated()).isFalse();
        answerEverything();

        assertThat(results.getReceivedOnNext()).hasSize(2);
        assertThat(results.expectTerminalError()).hasMessage("no more");
    }

    @Test
    void theFirstFailureEndsAFluxOfValues() {
        TestPublisher<Integer> items = TestPublisher.create();
        TestSubscriber<Object> values = TestSubscriber.create();
        pool.values(items.flux(), ordered()).subscribe(values);
        items.next(0, 1, 2, 3);
        pool.startAll();

        pool.worker(2).fail(new IOException("disk full"), false);
        assertThat(values.isTerminated()).isFalse();
        pool.worker(1).answer(SECOND);

        assertThat(values.getReceivedOnNext()).containsExactly(0);
        assertThat(values.expectTerminalError())
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("item '1'")
                .hasMessageContaining("disk full");
        items.assertCancelled();
    }

    @Test
    void anInputThatCannotBeHadFailsItsItemAlone() {
        TaskRun<Integer, Object> run = new TaskRun<>(
                FakePool.run().task(),
                x -> x == 2 ? recurse(x) : 10 / x,
                String::valueOf,
                true,
                TimeLimits.NONE,
                TaskRun.Retry.NEVER,
                null);

        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.just(1, 0, 2, 5), run);
        answerEverything();

        assertThat(results.getReceivedOnNext())
                .extracting(Outcome::status)
                .containsExactly("success", "failed", "failed", "success");
        assertThat(((Outcome.Failed<Integer, Object>)
                                results.getReceivedOnNext().get(1))
                        .failure())
                .hasMessageContaining("/ by zero");
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int recurse(int x) {
        return recurse(x + 1) + 1;
    }

    @Test
    void aLabelThatThrowsDoesNotCostTheOutcome() {
        TaskRun<Integer, Object> run = FakePool.<Integer>run().label(x -> {
            throw new IllegalStateException("no label");
        });
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.just(1), run);
        pool.startAll();

        pool.worker(1).fail(new IOException("disk full"), false);

        assertThat(((Outcome.Failed<Integer, Object>)
                                results.getReceivedOnNext().get(0))
                        .failure())
                .hasMessageContaining("disk full")
                .hasMessageContaining("item 0")
                .hasMessageContaining("no label");
        assertThat(results.isTerminatedComplete()).isTrue();
    }

    @Test
    void aSourceThatThrowsWhenItIsAskedEndsTheLaneAndNotThePool() {
        Flux<Integer> rude = Flux.from(subscriber -> subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                throw new IllegalStateException("do not ask");
            }

            @Override
            public void cancel() {}
        }));

        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(rude);

        assertThat(results.expectTerminalError()).hasMessage("do not ask");
        pool.dispatcher.close();
        assertThat(pool.ends).isEqualTo(1);
    }

    @Test
    void aSubscriberThatThrowsEndsTheLaneAndNotThePool() {
        List<Throwable> errors = new ArrayList<>();
        pool.outcomes(Flux.range(0, 10), FakePool.run()).subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnNext(Outcome<Integer, Object> value) {
                throw new IllegalStateException("not that one");
            }

            @Override
            protected void hookOnError(Throwable throwable) {
                errors.add(throwable);
            }
        });

        answerEverything();

        assertThat(errors).hasSize(1);
        pool.dispatcher.close();
        pool.workers.forEach(FakeWorker::sayBye);
        assertThat(pool.ends).isEqualTo(1);
    }

    @Test
    void manyLargeItemsAreNotTakenAtOnce() {
        AtomicLong taken = new AtomicLong();
        byte[] large = new byte[8 << 20];
        Flux<byte[]> items = Flux.range(0, 1_000).map(i -> large).doOnNext(x -> taken.incrementAndGet());
        TestSubscriber<Object> subscriber =
                TestSubscriber.builder().initialRequest(3).build();

        pool.values(items, FakePool.run()).subscribe(subscriber);
        answerEverything();

        assertThat(taken.get()).isLessThan(20);
    }
}
