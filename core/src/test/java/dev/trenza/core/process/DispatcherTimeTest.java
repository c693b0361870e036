package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.subscriber.TestSubscriber;

/** The clock is the test's; the settings: tasks may run 1 s, have 200 ms to stop, and beats must come within 10 s. */
class DispatcherTimeTest {

    private static final long SECOND = 1_000_000_000;

    private FakePool pool = open(builder -> builder);
    private TestSubscriber<Outcome<Integer, Object>> results = TestSubscriber.create();

    @AfterEach
    void close() {
        pool.close();
    }

    private static FakePool open(UnaryOperator<WorkerPool.Builder> settings) {
        return new FakePool(builder -> settings.apply(builder.workers(1).taskTimeout(Duration.ofSeconds(1))));
    }

    private FakeWorker begin(Integer... items) {
        results = pool.subscribe(Flux.just(items));
        pool.startAll();
        pool.worker(1).begin();
        return pool.worker(1);
    }

    private Outcome<Integer, Object> outcome() {
        return results.getReceivedOnNext().get(0);
    }

    @Test
    void aTaskThatRunsTooLongIsToldToStop() {
        FakeWorker worker = begin(1);

        pool.advance(Duration.ofMillis(980));
        assertThat(worker.sent()).doesNotHaveAnyElementsOfTypes(Frame.Cancel.class);
        pool.advance(Duration.ofMillis(80));

        assertThat(worker.sent()).containsExactly(new Frame.Cancel(1));
        assertThat(pool.killed).isEmpty();
    }

    @Test
    void theTimeOutIsTheOutcomeWhateverTheStoppedTaskAnswers() {
        FakeWorker worker = begin(1);
        pool.advance(Duration.ofMillis(1_050));
        StackTraceElement where = new StackTraceElement("a.Busy", "loop", "Busy.java", 7);
        worker.receive(new Frame.Stack(1, RemoteFailure.ofStack("stack", "there", new StackTraceElement[] {where})));

        worker.fail(new InterruptedException(), false);

        assertThat(outcome())
                .isInstanceOfSatisfying(
                        Outcome.TimedOut.class,
                        timedOut -> assertThat(timedOut.failure())
                                .isInstanceOfSatisfying(TaskTimeoutException.class, failure -> {
                                    assertThat(failure.timeout()).isEqualTo(Duration.ofSeconds(1));
                                    assertThat(failure)
                                            .hasMessageContaining("longer than 1 s")
                                            .hasMessageContaining("stopped when it");
                                    assertThat(failure.getCause().getStackTrace())
                                            .containsExactly(where);
                                }));
        assertThat(worker.isDead()).isFalse();
        assertThat(pool.killed).isEmpty();
    }

    @Test
    void aTaskThatDoesNotStopIsKilledAfterTheGracePeriod() {
        FakeWorker worker = begin(1, 2);
        pool.advance(Duration.ofMillis(1_200));
        assertThat(pool.killed).isEmpty();

        pool.advance(Duration.ofMillis(100));

        assertThat(pool.killed).containsExactly(worker.record());
        pool.buryKilled();
        assertThat(outcome().status()).isEqualTo("timed-out");
        assertThat(((Outcome.Failure<Integer, Object>) outcome()).failure())
                .hasMessageContaining("killed and replaced");
        pool.startAll();
        pool.worker(1).answer(SECOND);
        assertThat(results.isTerminatedComplete()).isTrue();
    }

    @Test
    void aWorkerThatLivesIsGivenASecondMoreToTellWhereItsTaskIsStuck() {
        FakeWorker worker = begin(1);
        pool.advance(Duration.ofMillis(1_060));
        worker.beat();

        pool.advance(Duration.ofMillis(700));
        assertThat(pool.killed).as("0.5 s after the grace period").isEmpty();
        pool.advance(Duration.ofMillis(600));

        assertThat(pool.killed).containsExactly(worker.record());
    }

    @Test
    void aTaskThatHasToldWhereItIsStuckIsKilledAfterTheGracePeriod() {
        FakeWorker worker = begin(1);
        pool.advance(Duration.ofMillis(1_060));
        worker.beat();
        long id = worker.pending().get(0).id();
        worker.receive(new Frame.Stack(id, RemoteFailure.of(new IllegalStateException("stuck"))));

        pool.advance(Duration.ofMillis(300));

        assertThat(pool.killed).containsExactly(worker.record());
    }

    @Test
    void withoutAGracePeriodItIsKilledAtOnce() {
        pool.close();
        pool = open(builder -> builder.gracePeriod(Duration.ZERO));
        FakeWorker worker = begin(1);

        pool.advance(Duration.ofMillis(1_060));

        assertThat(pool.killed).containsExactly(worker.record());
    }

    @Test
    void theTimeOfACallBeginsWhenItRunsNotWhenItIsSent() {
        results = pool.subscribe(Flux.just(1));
        pool.startAll();
        FakeWorker worker = pool.worker(1);

        pool.advance(Duration.ofSeconds(5));
        worker.begin();
        pool.advance(Duration.ofMillis(900));
        assertThat(worker.sent()).doesNotHaveAnyElementsOfTypes(Frame.Cancel.class);
        pool.advance(Duration.ofMillis(200));

        assertThat(worker.sent()).hasExactlyElementsOfTypes(Frame.Cancel.class);
    }

    @Test
    void eachCallHasItsOwnTime() {
        FakeWorker worker = begin(1, 2, 3);
        for (int i = 0; i < 2; i++) {
            pool.advance(Duration.ofMillis(900));
            worker.answer(900_000_000);
            worker.begin();
        }

        pool.advance(Duration.ofMillis(900));
        assertThat(worker.sent()).doesNotHaveAnyElementsOfTypes(Frame.Cancel.class);
        pool.advance(Duration.ofMillis(200));

        assertThat(worker.sent()).hasExactlyElementsOfTypes(Frame.Cancel.class);
    }

    @Test
    void aRunsOwnTimeOutGoesBeforeThePools() {
        TaskRun<Integer, Object> run = FakePool.<Integer>run().timeout(Duration.ofSeconds(3));
        results = pool.subscribe(Flux.just(1), run);
        pool.startAll();
        pool.worker(1).begin();
        pool.worker(1).sent();

        pool.advance(Duration.ofMillis(2_900));
        assertThat(pool.worker(1).sent()).isEmpty();
        pool.advance(Duration.ofMillis(200));

        assertThat(pool.worker(1).sent()).hasExactlyElementsOfTypes(Frame.Cancel.class);
    }

    @Test
    void aTaskWithoutATimeOutMayRunForEver() {
        pool.close();
        pool = FakePool.ofWorkers(1);
        FakeWorker worker = begin(1);
        worker.sent();

        for (int i = 0; i < 100; i++) {
            pool.advance(Duration.ofSeconds(5));
            worker.beat();
        }

        assertThat(worker.sent()).isEmpty();
        assertThat(pool.killed).isEmpty();
    }

    @Test
    void aBusyWorkerThatGivesNoSignOfLifeIsKilledAndItsCallRunsAgain() {
        pool.close();
        pool = FakePool.ofWorkers(1);
        FakeWorker worker = begin(1);

        pool.advance(Duration.ofMillis(9_900));
        assertThat(pool.killed).isEmpty();
        pool.advance(Duration.ofMillis(700));

        assertThat(pool.killed).containsExactly(worker.record());
        pool.buryKilled();
        pool.startAll();
        pool.worker(1).answer(SECOND);
        assertThat(outcome().status()).isEqualTo("success");
        assertThat(outcome().execution().attempts()).isEqualTo(2);
    }

    @Test
    void anIdleWorkerNeedNotBeat() {
        begin(1).answer(SECOND);

        pool.advance(Duration.ofMinutes(5));

        assertThat(pool.killed).isEmpty();
    }

    @Test
    void aWorkerThatWasIdleForLongHasAllItsTimeToBeatAgain() {
        begin(1).answer(SECOND);
        pool.advance(Duration.ofMinutes(5));

        begin(2);
        pool.advance(Duration.ofMillis(900));

        assertThat(pool.killed).isEmpty();
    }

    @Test
    void noHealthyWorkerIsKilledBecauseThisJvmWasStopped() {
        FakeWorker worker = begin(1);
        worker.sent();
        pool.advance(Duration.ofMillis(500));

        pool.stop(Duration.ofSeconds(60));
        pool.advance(Duration.ofMillis(300));

        assertThat(pool.killed).isEmpty();
        assertThat(worker.sent()).isEmpty();
        pool.advance(Duration.ofMillis(400));
        assertThat(worker.sent()).as("its own time goes on").hasExactlyElementsOfTypes(Frame.Cancel.class);
    }

    @Test
    void noStoppingTaskIsKilledBecauseThisJvmWasStopped() {
        FakeWorker worker = begin(1);
        pool.advance(Duration.ofMillis(1_050));
        assertThat(worker.sent()).hasAtLeastOneElementOfType(Frame.Cancel.class);

        pool.stop(Duration.ofSeconds(60));

        assertThat(pool.killed).isEmpty();
        pool.advance(Duration.ofMillis(300));
        assertThat(pool.killed).containsExactly(worker.record());
    }

    @Test
    void aWorkerThatIsNotReadyInTimeIsKilled() {
        pool.close();
        pool = open(builder -> builder.startupTimeout(Duration.ofSeconds(3)));
        results = pool.subscribe(Flux.just(1));
        FakeWorker worker = pool.launch();
        worker.receive(new Frame.Hello(1, "17"));

        pool.advance(Duration.ofMillis(2_900));
        assertThat(pool.killed).isEmpty();
        pool.advance(Duration.ofMillis(200));

        assertThat(pool.killed).containsExactly(worker.record());
    }

    @Test
    void aWorkerThatDoesNotEndWhenItIsToldToIsKilled() {
        FakeWorker worker = begin(1);
        worker.answer(SECOND);
        pool.dispatcher.close();
        assertThat(worker.sent()).endsWith(new Frame.Bye());

        pool.advance(Duration.ofMillis(1_100));

        assertThat(pool.killed).containsExactly(worker.record());
        pool.buryKilled();
        assertThat(pool.ends).isEqualTo(1);
    }

    @Test
    void aCancelledTaskThatDoesNotStopIsKilledAfterTheGracePeriod() {
        FakeWorker worker = begin(1);

        results.cancel();
        assertThat(worker.sent()).endsWith(new Frame.Cancel(1));
        pool.advance(Duration.ofMillis(150));
        assertThat(pool.killed).isEmpty();
        pool.advance(Duration.ofMillis(100));

        assertThat(pool.killed).containsExactly(worker.record());
    }
}
