package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.WorkerStartException;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.subscriber.TestSubscriber;

class DispatcherStartTest {

    private FakePool pool = FakePool.ofWorkers(1);

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void aWorkerIsWelcomedWhenItSaysHelloAndGetsCallsWhenItIsReady() {
        pool.subscribe(Flux.just(1));
        FakeWorker worker = pool.launch();
        assertThat(worker.sent()).isEmpty();

        worker.receive(new Frame.Hello(1, "17"));
        assertThat(worker.sent()).hasExactlyElementsOfTypes(Frame.Welcome.class);
        worker.receive(new Frame.Ready());

        assertThat(worker.sent()).hasExactlyElementsOfTypes(Frame.Define.class, Frame.Call.class);
    }

    @Test
    void afterEachFailureTheNextStartWaitsLonger() {
        pool = new FakePool(builder -> builder.workers(1).maxStartFailures(10));
        pool.subscribe(Flux.just(1));

        for (int i = 0; i < 9; i++) {
            pool.launch().die(1, "Unrecognized option");
        }

        assertThat(pool.pauses)
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(800),
                        Duration.ofMillis(1_600),
                        Duration.ofMillis(3_200),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));
    }

    @Test
    void aStartThatSucceedsForgivesTheFailuresBefore() {
        pool.subscribe(Flux.range(0, 100));
        pool.launch().die(1);
        pool.launch().die(1);

        pool.launch().getReady().die(1);

        assertThat(pool.pauses).endsWith(Duration.ZERO);
        assertThat(pool.broken).isNull();
    }

    @Test
    void afterThreeFailuresInARowThePoolIsGivenUpWithTheirLastWords() {
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.just(1, 2, 3));
        for (int i = 0; i < 3; i++) {
            pool.launch().die(1, "Unrecognized VM option 'Nope'", "Error: Could not create the Java Virtual Machine.");
        }

        assertThat(pool.launching).isEmpty();
        assertThat(results.getReceivedOnNext()).extracting(Outcome::status).containsOnly("cancelled");
        assertThat(results.expectTerminalError())
                .isInstanceOf(WorkerStartException.class)
                .hasMessageContaining("the workers of pool 'fake' cannot start")
                .hasMessageContaining("ended with 1")
                .hasMessageContaining("Unrecognized VM option 'Nope' | Error");
        assertThat(pool.broken).isInstanceOf(WorkerStartException.class);
    }

    @Test
    void aProcessThatHasEndedIsNotKilledWhileItsLastWordsAreRead() {
        pool.subscribe(Flux.just(1));
        FakeWorker worker = pool.launch();
        pool.dispatcher.channelEnded(worker.record());

        pool.dispatcher.processEnded(worker.record());
        pool.advance(Duration.ofSeconds(5));

        assertThat(pool.killed).isEmpty();
        assertThat(pool.isTicking()).isFalse();
    }

    @Test
    void aPoolThatWasGivenUpRefusesEachWithAnExceptionOfItsOwn() {
        pool.subscribe(Flux.just(1));
        for (int i = 0; i < 3; i++) {
            pool.launch().die(1);
        }

        Throwable one = pool.subscribe(Flux.just(1)).expectTerminalError();
        Throwable another = pool.subscribe(Flux.just(1)).expectTerminalError();

        assertThat(one).isInstanceOf(WorkerStartException.class).isNotSameAs(another);
        assertThatThrownBy(pool.dispatcher::warmUp).isInstanceOf(WorkerStartException.class);
        pool.dispatcher.close();
        assertThat(pool.ends).isEqualTo(1);
    }

    @Test
    void theInitialiserFollowsTheWelcomeAndIsNoCallOfThePool() {
        pool = new FakePool(builder -> builder.workers(1).initializer(DispatcherStartTest::initialise, "words"));
        pool.subscribe(Flux.just(1));
        FakeWorker worker = pool.launch();

        worker.receive(new Frame.Hello(1, "17"));

        assertThat(worker.sent()).hasExactlyElementsOfTypes(Frame.Welcome.class, Frame.Define.class, Frame.Call.class);
        assertThat(pool.dispatcher.metrics().inFlight()).isZero();
        assertThat(pool.dispatcher.metrics().pending()).isEqualTo(1);
    }

    private static Object initialise(Object input) {
        throw new AssertionError("there is no worker to run " + input);
    }

    @Test
    void workersThatDieOfWhateverTheyRunAreNotReplacedForEver() {
        pool = new FakePool(builder -> builder.workers(1).attempts(1).maxDeaths(5));
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.range(0, 100));

        for (int i = 0; i < 5; i++) {
            FakeWorker worker = pool.launch().getReady();
            worker.begin();
            worker.die(134, "SIGILL");
        }

        assertThat(pool.launching).isEmpty();
        assertThat(results.expectTerminalError())
                .isInstanceOf(WorkerStartException.class)
                .hasMessageContaining("5 workers in a row died without an answer")
                .hasMessageContaining("SIGABRT")
                .hasMessageContaining("SIGILL");
    }

    @Test
    void oneItemThatDiesOftenIsNotTakenForABrokenMachine() {
        pool = new FakePool(builder -> builder.workers(1).attempts(10).maxDeaths(2));
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.just(1));

        for (int i = 0; i < 10; i++) {
            FakeWorker worker = pool.launch().getReady();
            worker.begin();
            worker.die(134);
        }

        assertThat(pool.broken).isNull();
        assertThat(results.getReceivedOnNext()).extracting(Outcome::status).containsExactly("quarantined");
    }

    @Test
    void anAnswerBetweenForgivesTheDeathsBefore() {
        pool = new FakePool(builder -> builder.workers(1).attempts(1).maxDeaths(2));
        pool.subscribe(Flux.range(0, 100));

        for (int i = 0; i < 10; i++) {
            FakeWorker worker = pool.launch().getReady();
            worker.answer(1_000_000_000);
            worker.begin();
            worker.die(134);
        }

        assertThat(pool.broken).isNull();
        assertThat(pool.launching).hasSize(1);
    }

    @Test
    void aWorkerThatSaysItselfThatItCannotStartIsBelievedAtOnce() {
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.just(1));
        FakeWorker worker = pool.launch();
        worker.receive(new Frame.Hello(1, "17"));

        worker.receive(new Frame.StartFailed(RemoteFailure.of(new IllegalStateException("no licence"))));
        worker.die(113);

        assertThat(pool.launching).isEmpty();
        assertThat(results.expectTerminalError())
                .isInstanceOf(WorkerStartException.class)
                .hasMessageContaining("java.lang.IllegalStateException: no licence");
    }

    @Test
    void aProcessThatCannotBeStartedCountsAsAFailure() {
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.just(1));
        for (int i = 0; i < 3; i++) {
            pool.dispatcher.launchFailed(pool.launching.remove(), "error=24, Too many open files");
        }

        assertThat(results.expectTerminalError()).hasMessageContaining("Too many open files");
    }

    @Test
    void workersThatRunAreEndedWithAPoolThatIsGivenUp() {
        pool = FakePool.ofWorkers(2);
        TestSubscriber<Outcome<Integer, Object>> results = pool.subscribe(Flux.just(1, 2));
        FakeWorker good = pool.launch().getReady();
        good.begin();
        for (int i = 0; i < 3; i++) {
            pool.launch().die(1);
        }

        assertThat(pool.killed).containsExactly(good.record());
        pool.buryKilled();
        assertThat(results.getReceivedOnNext()).extracting(Outcome::status).containsExactly("cancelled", "cancelled");
        assertThat(results.expectTerminalError()).isInstanceOf(WorkerStartException.class);
    }

    @Test
    void warmingUpStartsAllWorkersWithoutACall() {
        pool = FakePool.ofWorkers(3);

        pool.dispatcher.warmUp();
        pool.dispatcher.warmUp();

        assertThat(pool.launching).hasSize(3);
        pool.startAll();
        assertThat(pool.readyWorkers).isEqualTo(3);
    }

    @Test
    void noMoreStartAtOnceThanThereAreProcessorsAndTheOthersFollow() {
        pool = new FakePool(2, builder -> builder.workers(5));

        pool.dispatcher.warmUp();

        assertThat(pool.launching).hasSize(2);
        pool.launch().getReady();
        assertThat(pool.launching).hasSize(2);
        pool.startAll();
        assertThat(pool.readyWorkers).isEqualTo(5);
    }

    @Test
    void warmingUpAClosedPoolStartsNothing() {
        pool.dispatcher.close();

        assertThatThrownBy(pool.dispatcher::warmUp).isInstanceOf(PoolClosedException.class);

        assertThat(pool.launching).isEmpty();
    }

    @Test
    void everyWorkerIsToldByItsNumberAndANumberIsUsedAgain() {
        pool = FakePool.ofWorkers(3);
        pool.dispatcher.warmUp();
        pool.startAll();

        pool.worker(2).die(137);
        pool.startAll();

        assertThat(pool.dispatcher.workers()).extracting(WorkerInfo::worker).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(pool.dispatcher.workers()).extracting(WorkerInfo::state).containsOnly(WorkerState.READY);
        assertThat(List.copyOf(pool.workers)).hasSize(4);
    }
}
