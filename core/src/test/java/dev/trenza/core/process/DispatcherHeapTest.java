package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.worker.protocol.Frame;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.subscriber.TestSubscriber;

class DispatcherHeapTest {

    private static final long SECOND = 1_000_000_000;
    private static final long LARGE = 256 << 20;
    private static final String EXHAUSTED = "Terminating due to java.lang.OutOfMemoryError: Java heap space";

    private FakePool pool = FakePool.ofWorkers(1);
    private TestSubscriber<Outcome<Integer, Object>> results = TestSubscriber.create();

    @AfterEach
    void close() {
        pool.close();
    }

    private void open(int workers, Flux<Integer> items) {
        pool = new FakePool(
                builder -> builder.workers(workers).attempts(1).heap(64 << 20).oomHeap(LARGE));
        results = pool.subscribe(items);
        pool.startAll();
    }

    private List<String> statuses() {
        return results.getReceivedOnNext().stream().map(Outcome::status).toList();
    }

    /** The worker's oldest call exhausts its heap; the worker that comes for it is launched. */
    private FakeWorker exhaust(FakeWorker worker) {
        worker.begin();
        worker.die(3, EXHAUSTED);
        assertThat(pool.launching.element().heapBytes).isEqualTo(LARGE);
        return pool.launch();
    }

    @Test
    void theCallRunsAloneInALargeWorkerThatEndsAfterIt() {
        open(1, Flux.just(1, 2, 3));

        FakeWorker large = exhaust(pool.worker(1)).getReady();

        assertThat(large.inputs()).containsExactly(1);
        large.answer(SECOND);
        assertThat(large.sent()).endsWith(new Frame.Bye());
        assertThat(large.inputs()).as("nothing else runs there").isEmpty();
        large.sayBye();
        assertThat(pool.launching.element().heapBytes).isZero();
        pool.startAll();
        pool.worker(1).answerAll(SECOND);
        assertThat(statuses()).containsExactly("success", "success", "success");
        assertThat(results.getReceivedOnNext().get(0).execution().attempts()).isEqualTo(2);
    }

    @Test
    void aSecondExhaustionIsTheEnd() {
        open(1, Flux.just(1));
        FakeWorker large = exhaust(pool.worker(1)).getReady();

        large.begin();
        large.die(3, EXHAUSTED);

        assertThat(statuses()).containsExactly("out-of-memory");
        assertThat(results.getReceivedOnNext().get(0).execution().attempts()).isEqualTo(2);
    }

    @Test
    void severalTakeTurnsAndTheOthersGoOn() {
        open(2, Flux.just(1, 2, 3, 4));
        pool.worker(1).begin();
        pool.worker(2).begin();
        pool.worker(1).die(3, EXHAUSTED);
        pool.worker(2).die(3, EXHAUSTED);

        assertThat(pool.launching).extracting(worker -> worker.heapBytes).containsExactly(LARGE, 0L);
        FakeWorker large = pool.launch().getReady();
        pool.startAll();
        FakeWorker normal = pool.worker(2);
        normal.answerAll(SECOND);
        assertThat(statuses()).containsExactly("success", "success");
        large.answer(SECOND);
        large.sayBye();

        assertThat(pool.launching.element().heapBytes).isEqualTo(LARGE);
        FakeWorker second = pool.launch().getReady();
        assertThat(second.inputs()).containsExactly(2);
        second.answer(SECOND);
        assertThat(statuses()).hasSize(4).containsOnly("success");
        assertThat(results.isTerminatedComplete()).isTrue();
    }

    @Test
    void aPlaceIsMadeIfNoneIsFree() {
        open(1, Flux.just(1, 2));
        FakeWorker large = exhaust(pool.worker(1)).getReady();
        large.die(137); // before it began: back to where it was, and the place is free again

        assertThat(pool.launching.element().heapBytes).isEqualTo(LARGE);
        pool.launch().getReady().answer(SECOND);
        assertThat(statuses()).containsExactly("success");
    }

    @Test
    void aLargeWorkerThatCannotStartCostsOnlyItsCall() {
        open(1, Flux.just(1, 2));

        exhaust(pool.worker(1)).die(1, "Could not reserve enough space for object heap");

        assertThat(statuses()).containsExactly("out-of-memory");
        assertThat(((Outcome.Failure<Integer, Object>)
                                results.getReceivedOnNext().get(0))
                        .failure())
                .hasMessageContaining("a worker with the larger heap could not start")
                .hasMessageContaining("Could not reserve enough space");
        pool.startAll();
        pool.worker(1).answerAll(SECOND);
        assertThat(statuses()).containsExactly("out-of-memory", "success");
        assertThat(pool.broken).isNull();
    }

    @Test
    void aLargeWorkerWhoseCallWasCancelledEnds() {
        open(1, Flux.just(1));
        FakeWorker large = exhaust(pool.worker(1));

        results.cancel();
        large.getReady();

        assertThat(large.sent()).endsWith(new Frame.Bye());
        assertThat(large.inputs()).isEmpty();
    }

    @Test
    void closingAtOnceEndsWhatWaitsForALargeWorkerToo() {
        open(1, Flux.just(1));
        exhaust(pool.worker(1));

        pool.dispatcher.closeNow();
        pool.buryKilled();

        assertThat(statuses()).containsExactly("cancelled");
        assertThat(pool.ends).isEqualTo(1);
    }

    @Test
    void closingWaitsForWhatNeedsALargeWorker() {
        open(1, Flux.just(1));
        pool.dispatcher.close();

        FakeWorker large = exhaust(pool.worker(1)).getReady();
        large.answer(SECOND);
        large.sayBye();
        pool.advance(Duration.ofSeconds(1));

        assertThat(statuses()).containsExactly("success");
        assertThat(pool.ends).isEqualTo(1);
    }
}
