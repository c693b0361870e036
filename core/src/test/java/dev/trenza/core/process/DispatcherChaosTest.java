package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.TaskRun;
import dev.trenza.worker.protocol.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.test.subscriber.TestSubscriber;

/**
 * Everything that can happen, in an order that a seed decides: answers, failures, deaths with and without blame, workers
 * that cannot start, time that passes or stands still, subscribers that stop asking or leave, and a pool that closes in the
 * midst of it. Whatever the order, every item that a subscriber waits for has one outcome, and the pool ends.
 */
@Timeout(60)
class DispatcherChaosTest {

    private static final int STEPS = 2_000;
    private static final int ITEMS = 100;
    private static final int ATTEMPTS = 3;

    private record Lot(TestSubscriber<Outcome<Integer, Object>> results, boolean isOrdered) {

        boolean hasEnded() {
            return results.isTerminated() || results.isCancelled();
        }
    }

    @RepeatedTest(12)
    void everyItemHasOneOutcomeAndThePoolEnds(RepetitionInfo repetition) {
        new Chaos(repetition.getCurrentRepetition()).run();
    }

    private static final class Chaos {

        private final Random random;
        private final FakePool pool;
        private final List<Lot> lots = new ArrayList<>();
        private boolean isClosedNow;

        Chaos(int seed) {
            random = new Random(seed);
            pool = new FakePool(builder -> builder.workers(1 + seed % 4)
                    .attempts(ATTEMPTS)
                    .heap(64 << 20)
                    .oomHeap(seed % 2 == 0 ? 0 : 256 << 20)
                    .taskTimeout(Duration.ofSeconds(2))
                    .maxStartFailures(1_000_000));
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            boolean isClosedAtOnce = random.nextInt(3) == 0;
            if (isClosedAtOnce) {
                isClosedNow = true;
                pool.dispatcher.closeNow();
            } else {
                pool.dispatcher.close();
            }
            for (int i = 0; pool.ends == 0 && i < 1_000_000; i++) {
                step();
                lots.forEach(lot -> lot.results().request(100));
            }
            lots.forEach(lot -> lot.results().request(Long.MAX_VALUE));
            check();
            pool.close();
        }

        private void step() {
            List<WorkerInfo> workers = pool.dispatcher.workers();
            assertThat(workers)
                    .as("no more than were asked for, and a successor")
                    .hasSizeLessThanOrEqualTo(pool.config.workers() + 1);
            switch (random.nextInt(20)) {
                case 0 -> subscribe();
                case 1 -> ask();
                case 2 -> maybeCancel();
                case 3, 4, 5 -> launch();
                case 6 -> pool.advance(Duration.ofMillis(random.nextInt(300)));
                case 7 -> pool.stop(Duration.ofMillis(random.nextInt(20_000)));
                case 8 -> pool.buryKilled();
                case 9 -> {
                    if (!pool.delayed.isEmpty()) {
                        pool.dispatcher.retry(pool.delayed.remove(random.nextInt(pool.delayed.size())));
                    }
                }
                default -> live();
            }
        }

        private void subscribe() {
            long open = lots.stream().filter(lot -> !lot.hasEnded()).count();
            if (open >= 5 || pool.ends > 0) {
                return;
            }
            TaskRun<Integer, Object> run =
                    FakePool.<Integer>run().retry(new TaskRun.Retry(1 + random.nextInt(2), Duration.ofMillis(10)));
            boolean isOrdered = random.nextBoolean();
            TestSubscriber<Outcome<Integer, Object>> results =
                    TestSubscriber.builder().initialRequest(random.nextInt(50)).build();
            pool.outcomes(Flux.range(0, ITEMS), isOrdered ? run.ordered() : run).subscribe(results);
            lots.add(new Lot(results, isOrdered));
        }

        private void ask() {
            if (!lots.isEmpty()) {
                lots.get(random.nextInt(lots.size())).results().request(1 + random.nextInt(200));
            }
        }

        private void maybeCancel() {
            if (!lots.isEmpty() && random.nextInt(20) == 0) {
                lots.get(random.nextInt(lots.size())).results().cancel();
            }
        }

        private void launch() {
            if (pool.launching.isEmpty()) {
                return;
            }
            switch (random.nextInt(10)) {
                case 0 -> pool.dispatcher.launchFailed(pool.launching.remove(), "no process today");
                case 1 -> pool.launch().die(1, "not ready");
                case 2 -> pool.launch();
                default -> pool.launch().getReady();
            }
        }

        /** A living worker does something. */
        private void live() {
            List<FakeWorker> living =
                    pool.workers.stream().filter(worker -> !worker.isDead()).toList();
            if (living.isEmpty()) {
                return;
            }
            FakeWorker worker = living.get(random.nextInt(living.size()));
            if (worker.state() == WorkerState.STARTING) {
                worker.getReady();
                return;
            }
            List<Frame> sent = worker.sent();
            worker.beat();
            worker.giveBack(sent);
            if (worker.state() == WorkerState.STOPPING && worker.pending().isEmpty()) {
                worker.sayBye();
                return;
            }
            if (worker.pending().isEmpty()) {
                if (random.nextInt(30) == 0) {
                    die(worker);
                }
                return;
            }
            act(worker);
        }

        private void act(FakeWorker worker) {
            int what = random.nextInt(100);
            if (what < 70) {
                for (int i = random.nextInt(20); i >= 0 && !worker.pending().isEmpty(); i--) {
                    worker.begin();
                    worker.answer(random.nextInt(100) == 0 ? 10_000_000 : 1_000);
                }
            } else if (what < 78) {
                worker.begin();
                worker.fail(new IOException("disk full"), random.nextInt(4) == 0);
            } else if (what < 85) {
                worker.begin(); // and goes on
            } else if (what < 88) {
                worker.begin();
                die(worker);
            } else if (what < 90) {
                die(worker);
            } else if (what < 91) {
                pool.dispatcher.channelEnded(worker.record());
            } else if (what < 92) {
                pool.dispatcher.channelBroken(worker.record(), "garbage");
            }
        }

        private void die(FakeWorker worker) {
            pool.killed.remove(worker.record());
            worker.die(random.nextBoolean() ? 137 : 3, "OutOfMemoryError");
        }

        private void check() {
            assertThat(pool.ends).as("the pool has ended").isEqualTo(1);
            assertThat(pool.lanesEnds).as("the lanes have ended").isPositive();
            assertThat(pool.dispatcher.workers()).isEmpty();
            int completed = 0;
            for (Lot lot : lots) {
                if (lot.results().isCancelled()) {
                    continue;
                }
                List<Outcome<Integer, Object>> outcomes = lot.results().getReceivedOnNext();
                assertThat(lot.results().isTerminated()).as("a lane has ended").isTrue();
                assertThat(outcomes).extracting(Outcome::index).doesNotHaveDuplicates();
                if (lot.isOrdered()) {
                    assertThat(outcomes).extracting(Outcome::index).isSorted();
                }
                if (lot.results().isTerminatedComplete()) {
                    assertThat(outcomes).hasSize(ITEMS);
                    completed++;
                } else {
                    assertThat(lot.results().expectTerminalError()).isInstanceOf(PoolClosedException.class);
                }
                if (!isClosedNow) {
                    assertThat(outcomes).extracting(Outcome::status).doesNotContain("cancelled");
                }
                assertThat(outcomes).allSatisfy(outcome -> {
                    assertThat(outcome.execution().attempts()).isLessThanOrEqualTo(ATTEMPTS + 2);
                    if (outcome instanceof Outcome.Success<Integer, Object> success) {
                        assertThat(success.value()).isEqualTo(success.item());
                    }
                });
            }
            assertThat(completed).as("some ran to their end").isPositive();
        }
    }
}
