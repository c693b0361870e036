package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.TimeLimits;
import dev.trenza.worker.protocol.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.subscriber.TestSubscriber;

/** The clock is the test's; tasks may stand still for 1 s and run for 5 s, items may wait for 10 s. */
class DispatcherLimitsTest {

    private static final long SECOND = 1_000_000_000;

    private FakePool pool = open(builder -> builder);
    private TestSubscriber<Outcome<Integer, Object>> results = TestSubscriber.create();

    @AfterEach
    void close() {
        pool.close();
    }

    private static FakePool open(UnaryOperator<WorkerPool.Builder> settings) {
        return new FakePool(builder -> settings.apply(builder.workers(1)
                .taskTimeout(Duration.ofSeconds(5))
                .stallTimeout(Duration.ofSeconds(1))
                .queueTimeout(Duration.ofSeconds(10))
                .heartbeatTimeout(Duration.ofHours(1))));
    }

    private void reopen(UnaryOperator<WorkerPool.Builder> settings) {
        pool.close();
        pool = open(settings);
    }

    private FakeWorker begin(Integer... items) {
        results = pool.subscribe(Flux.just(items));
        pool.startAll();
        pool.worker(1).begin();
        pool.worker(1).sent();
        return pool.worker(1);
    }

    private List<Outcome<Integer, Object>> outcomes() {
        return results.getReceivedOnNext();
    }

    private static TaskTimeoutException timeout(Outcome<Integer, Object> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
        return ((Outcome.TimedOut<Integer, Object>) outcome).failure();
    }

    // Stall

    @Test
    void aTaskThatTellsNoProgressIsToldToStop() {
        FakeWorker worker = begin(1);

        pool.advance(Duration.ofMillis(980));
        assertThat(worker.sent()).isEmpty();
        pool.advance(Duration.ofMillis(80));

        assertThat(worker.sent()).containsExactly(new Frame.Cancel(1));
        worker.fail(new InterruptedException(), false);
        TaskTimeoutException failure = timeout(outcomes().get(0));
        assertThat(failure.limit()).isEqualTo(TimeLimits.Kind.STALL);
        assertThat(failure.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(failure).hasMessageContaining("made no progress for 1 s");
    }

    @Test
    void everyProgressBeginsTheStallTimeOutAnew() {
        FakeWorker worker = begin(1);
        for (int i = 0; i < 4; i++) {
            pool.advance(Duration.ofMillis(900));
            worker.tellProgress();
        }
        pool.advance(Duration.ofMillis(900));
        assertThat(worker.sent()).isEmpty();

        pool.advance(Duration.ofMillis(200));

        assertThat(worker.sent()).containsExactly(new Frame.Cancel(1));
    }

    @Test
    void progressNeverExtendsTheTimeOut() {
        FakeWorker worker = begin(1);
        for (int i = 0; i < 50; i++) {
            assertThat(worker.sent()).isEmpty();
            pool.advance(Duration.ofMillis(100));
            worker.tellProgress();
        }

        pool.advance(Duration.ofMillis(60));

        assertThat(worker.sent()).containsExactly(new Frame.Cancel(1));
        worker.fail(new InterruptedException(), false);
        assertThat(timeout(outcomes().get(0)).limit()).isEqualTo(TimeLimits.Kind.TASK);
    }

    @Test
    void progressAfterTheStopDoesNotSaveATaskFromTheKill() {
        FakeWorker worker = begin(1);
        pool.advance(Duration.ofMillis(1_100));

        for (int i = 0; i < 10; i++) {
            worker.tellProgress();
            pool.advance(Duration.ofMillis(20));
        }

        assertThat(pool.killed).containsExactly(worker.record());
        pool.buryKilled();
        assertThat(timeout(outcomes().get(0)))
                .hasMessageContaining("made no progress")
                .hasMessageContaining("killed and replaced");
    }

    @Test
    void aCallDoesNotInheritTheStandstillOfTheOneBefore() {
        FakeWorker worker = begin(1, 2);
        pool.advance(Duration.ofMillis(900));
        worker.answer(900_000_000);
        worker.begin();

        pool.advance(Duration.ofMillis(900));
        assertThat(worker.sent()).doesNotHaveAnyElementsOfTypes(Frame.Cancel.class);
        pool.advance(Duration.ofMillis(200));

        assertThat(worker.sent()).hasExactlyElementsOfTypes(Frame.Cancel.class);
    }

    @Test
    void noTaskHasStalledBecauseThisJvmWasStopped() {
        FakeWorker worker = begin(1);
        pool.advance(Duration.ofMillis(500));

        pool.stop(Duration.ofMinutes(1));
        pool.advance(Duration.ofMillis(300));

        assertThat(worker.sent()).isEmpty();
        pool.advance(Duration.ofMillis(400));
        assertThat(worker.sent()).containsExactly(new Frame.Cancel(1));
    }

    // Queue

    /** A pool whose only worker is busy for 9.9 s with item 1 while 2 waits. */
    private FakeWorker beginAndWait() {
        reopen(builder -> builder.taskTimeout(null).stallTimeout(null));
        FakeWorker worker = begin(1, 2);
        pool.advance(Duration.ofMillis(9_900));
        assertThat(outcomes()).isEmpty();
        return worker;
    }

    @Test
    void anItemThatWaitsTooLongForAWorkerIsNotRun() {
        FakeWorker worker = beginAndWait();

        pool.advance(Duration.ofMillis(150));

        assertThat(outcomes()).extracting(Outcome::item).containsExactly(2);
        assertThat(outcomes()).allSatisfy(outcome -> {
            TaskTimeoutException failure = timeout(outcome);
            assertThat(failure.limit()).isEqualTo(TimeLimits.Kind.QUEUE);
            assertThat(failure.timeout()).isEqualTo(Duration.ofSeconds(10));
            assertThat(failure).hasMessageContaining("waited longer than 10 s").hasNoCause();
            assertThat(failure.isRetryable()).isTrue();
            assertThat(outcome.execution().attempts()).isZero();
            assertThat(outcome.execution().worker()).isZero();
            assertThat(outcome.execution().waitNanos()).isBetween(10 * SECOND, 11 * SECOND);
        });
        worker.answer(10 * SECOND);
        assertThat(outcomes()).extracting(Outcome::status).containsExactly("timed-out", "success");
        assertThat(results.isTerminatedComplete()).isTrue();
        assertThat(pool.killed).isEmpty();
    }

    @Test
    void anItemThatRunsWaitsNoLonger() {
        reopen(builder -> builder.taskTimeout(null).stallTimeout(null));
        FakeWorker worker = begin(1);

        pool.advance(Duration.ofMinutes(1));

        assertThat(worker.sent()).isEmpty();
        assertThat(outcomes()).isEmpty();
    }

    @Test
    void theStartOfAWorkerCounts() {
        results = pool.subscribe(Flux.just(1));
        pool.launch();

        pool.advance(Duration.ofMillis(10_100));

        assertThat(timeout(outcomes().get(0)).limit()).isEqualTo(TimeLimits.Kind.QUEUE);
    }

    @Test
    void whatWaitsInAWorkerBehindAnotherIsRecalledAndEnded() {
        reopen(builder -> builder.taskTimeout(null).stallTimeout(null));
        FakeWorker worker = begin(1, 2, 3, 4);
        worker.answer(1_000);
        assertThat(worker.inputs()).as("two at once, as they are short").containsExactly(2, 3);
        worker.begin();
        worker.sent();

        pool.advance(Duration.ofMillis(10_100));

        List<Frame> frames = worker.sent();
        assertThat(frames).containsExactly(new Frame.Recall(3));
        worker.giveBack(frames);
        assertThat(outcomes()).extracting(Outcome::item).containsExactly(1, 4, 3);
        assertThat(timeout(outcomes().get(2)).limit()).isEqualTo(TimeLimits.Kind.QUEUE);
        worker.answer(10 * SECOND);
        assertThat(outcomes().get(3).isSuccess()).isTrue();
    }

    @Test
    void aRecalledCallThatHasBegunMeanwhileIsDone() {
        reopen(builder -> builder.taskTimeout(null).stallTimeout(null));
        FakeWorker worker = begin(1, 2, 3);
        worker.answer(1_000);
        worker.begin();
        pool.advance(Duration.ofMillis(10_100));
        assertThat(worker.sent()).contains(new Frame.Recall(3));

        worker.answer(10 * SECOND);
        worker.begin();
        worker.answer(SECOND);

        assertThat(outcomes())
                .extracting(Outcome::status)
                .containsOnly("success")
                .hasSize(3);
    }

    @Test
    void whatADeadWorkerGivesBackTooLateIsNotRunElsewhere() {
        reopen(builder -> builder.taskTimeout(null).stallTimeout(null));
        FakeWorker worker = begin(1, 2, 3);
        worker.answer(1_000);
        worker.begin();
        pool.advance(Duration.ofMillis(10_100));

        worker.die(137);

        assertThat(outcomes()).extracting(Outcome::item).containsExactly(1, 3);
        assertThat(timeout(outcomes().get(1)).limit()).isEqualTo(TimeLimits.Kind.QUEUE);
    }

    @Test
    void anItemWhoseWorkerDiedIsNotThrownOutOfTheQueueAgain() {
        reopen(builder -> builder.taskTimeout(null).stallTimeout(null).maxStartFailures(10));
        begin(1).die(137);
        pool.launch();

        pool.advance(Duration.ofSeconds(15));

        assertThat(outcomes()).isEmpty();
        pool.workers.get(pool.workers.size() - 1).getReady().answer(SECOND);
        assertThat(outcomes()).extracting(Outcome::status).containsExactly("success");
    }

    @Test
    void thePauseBeforeAnotherAttemptDoesNotCount() {
        TaskRun<Integer, Object> run = FakePool.<Integer>run().retry(new TaskRun.Retry(2, Duration.ofMinutes(1)));
        results = pool.subscribe(Flux.just(1), run);
        pool.startAll();
        pool.worker(1).begin();
        pool.worker(1).fail(new IOException("once"), false);

        pool.advance(Duration.ofMinutes(1));
        assertThat(outcomes()).isEmpty();
        pool.delayed.forEach(pool.dispatcher::retry);
        pool.worker(1).answer(SECOND);

        assertThat(outcomes()).extracting(Outcome::status).containsExactly("success");
    }

    @Test
    void noItemHasWaitedTooLongBecauseThisJvmWasStopped() {
        beginAndWait();

        pool.stop(Duration.ofMinutes(1));
        assertThat(outcomes()).isEmpty();

        pool.advance(Duration.ofMillis(150));
        assertThat(outcomes()).hasSize(1);
    }

    @Test
    void aRunsOwnLimitsGoBeforeThePools() {
        TaskRun<Integer, Object> run =
                FakePool.<Integer>run().stallTimeout(Duration.ofSeconds(3)).queueTimeout(Duration.ofSeconds(2));
        results = pool.subscribe(Flux.just(1, 2), run);
        pool.startAll();
        FakeWorker worker = pool.worker(1);
        worker.begin();
        worker.sent();

        pool.advance(Duration.ofMillis(2_100));
        assertThat(outcomes()).extracting(Outcome::item).containsExactly(2);
        assertThat(worker.sent()).isEmpty();
        pool.advance(Duration.ofSeconds(1));

        assertThat(worker.sent()).containsExactly(new Frame.Cancel(1));
    }

    @Test
    void withoutLimitsTheClockIsNotLookedAtClosely() {
        reopen(builder -> builder.taskTimeout(null).stallTimeout(null).queueTimeout(null));
        begin(1, 2, 3);

        pool.advance(Duration.ofMinutes(1));

        assertThat(outcomes()).isEmpty();
        assertThat(pool.killed).isEmpty();
    }
}
