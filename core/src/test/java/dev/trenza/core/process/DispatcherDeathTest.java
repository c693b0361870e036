package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.core.RemoteException;
import dev.trenza.core.TaskRun;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.subscriber.TestSubscriber;

class DispatcherDeathTest {

    private static final long MICROSECOND = 1_000;
    private static final long SECOND = 1_000_000_000;

    private FakePool pool = FakePool.ofWorkers(1);

    @AfterEach
    void close() {
        pool.close();
    }

    private void open(int workers, int attempts) {
        pool = new FakePool(builder -> builder.workers(workers).attempts(attempts));
    }

    /** A worker with several calls in flight. */
    private FakeWorker busyWorker(Flux<Integer> items) {
        pool.subscribe(Flux.range(-1_000, 20).concatWith(Flux.never()));
        pool.startAll();
        pool.worker(1).answerAll(MICROSECOND);
        results = pool.subscribe(items);
        return pool.worker(1);
    }

    /** A living worker that has calls, when all that were asked for have started and those told to go have gone. */
    private FakeWorker nextBusyWorker() {
        pool.startAll();
        return List.copyOf(pool.workers).stream()
                .filter(worker -> !worker.isDead() && !worker.obey().isDead())
                .filter(worker -> !worker.pending().isEmpty())
                .findFirst()
                .orElseGet(this::nextBusyWorker);
    }

    private TestSubscriber<Outcome<Integer, Object>> results = TestSubscriber.create();

    private List<String> statuses() {
        return results.getReceivedOnNext().stream().map(Outcome::status).toList();
    }

    @Test
    void theCallThatRanIsChargedAndRunsAgainAtTheBack() {
        FakeWorker worker = busyWorker(Flux.just(1, 2, 3));
        assertThat(worker.inputs()).containsExactly(1, 2, 3);
        worker.begin();

        worker.die(137);
        pool.startAll();

        pool.worker(1).answerAll(SECOND);
        pool.startAll();
        pool.worker(2).answerAll(SECOND);
        assertThat(results.getReceivedOnNext()).extracting(Outcome::item).containsExactly(2, 3, 1);
        assertThat(results.getReceivedOnNext())
                .extracting(o -> o.execution().attempts())
                .containsExactly(1, 1, 2);
        assertThat(results.getReceivedOnNext()).extracting(Outcome::isSuccess).containsOnly(true);
    }

    @Test
    void aChargedCallRunsAgainAloneWhereNoOtherHasRun() {
        FakeWorker worker = busyWorker(Flux.just(1, 2, 3));
        worker.begin();
        worker.die(137);
        pool.startAll();
        FakeWorker old = pool.worker(1);
        old.answerAll(MICROSECOND);

        pool.startAll();
        FakeWorker fresh = pool.worker(2);
        pool.subscribe(Flux.range(100, 10));

        assertThat(fresh.inputs()).containsExactly(1);
        fresh.answer(MICROSECOND);
        assertThat(fresh.inputs()).as("it is one of all afterwards").hasSizeGreaterThan(1);
        assertThat(old.obey().state()).isEqualTo(WorkerState.EXITED);
    }

    @Test
    void theReplacementOfADeadWorkerIsFreshEnough() {
        FakeWorker worker = busyWorker(Flux.just(1));
        worker.begin();

        worker.die(137);
        pool.startAll();

        assertThat(pool.worker(1).inputs()).containsExactly(1);
        pool.worker(1).answer(SECOND);
        assertThat(pool.workers)
                .as("one worker for the items before, one after the death")
                .hasSize(2);
    }

    @Test
    void whereNoFurtherWorkerCanStartForItThePoolIsGivenUp() {
        FakeWorker worker = busyWorker(Flux.just(1, 2));
        worker.begin();
        worker.die(137);
        pool.startAll();
        pool.worker(1).answer(SECOND);

        for (int i = 0; i < 3; i++) {
            assertThat(results.isTerminated()).isFalse();
            pool.launch().die(1, "no room");
        }

        assertThat(results.expectTerminalError()).hasMessageContaining("no room");
    }

    @Test
    void callsThatHadNotBegunGoFirstAndAreNotCharged() {
        FakeWorker worker = busyWorker(Flux.just(1, 2, 3));

        worker.die(137);
        pool.startAll();

        pool.worker(1).answerAll(SECOND);
        assertThat(results.getReceivedOnNext()).extracting(Outcome::item).containsExactly(1, 2, 3);
        assertThat(results.getReceivedOnNext())
                .extracting(o -> o.execution().attempts())
                .containsOnly(1);
    }

    @Test
    void theAttemptsAreToldToTheWorker() {
        open(1, 3);
        results = pool.subscribe(Flux.just(7));
        for (int attempt = 1; attempt <= 3; attempt++) {
            pool.startAll();
            assertThat(pool.worker(1).begin().attempt()).isEqualTo(attempt);
            pool.worker(1).die(1);
        }

        assertThat(statuses()).containsExactly("quarantined");
    }

    @Test
    void anItemThatKillsEveryWorkerIsQuarantinedAfterItsAttemptsAndTheOthersSucceed() {
        open(1, 2);
        results = pool.subscribe(Flux.range(0, 50));

        while (!results.isTerminated()) {
            FakeWorker worker = nextBusyWorker();
            if (FakeWorker.input(worker.begin()).equals(13)) {
                worker.die(42, "last words");
            } else {
                worker.answer(SECOND);
            }
        }

        assertThat(statuses()).hasSize(50);
        assertThat(results.getReceivedOnNext())
                .filteredOn(outcome -> !outcome.isSuccess())
                .singleElement()
                .satisfies(outcome -> {
                    assertThat(outcome.item()).isEqualTo(13);
                    assertThat(outcome.execution().attempts()).isEqualTo(2);
                    assertThat(((Outcome.Quarantined<Integer, Object>) outcome).failure())
                            .isInstanceOf(WorkerCrashedException.class)
                            .hasMessageContaining("ended with 42")
                            .hasMessageContaining("in each of 2 attempts")
                            .hasMessageContaining("last words")
                            .hasMessageContaining("\n  attempt 1: worker 1 (pid 1001) ended with 42")
                            .hasMessageContaining("\n  attempt 2: worker 2 (pid 1002) ended with 42");
                });
        assertThat(pool.dispatcher.metrics().lost()).isEqualTo(2);
    }

    @Test
    void aWorkerWhoseProcessHasEndedGetsNoMoreCalls() {
        FakeWorker worker = busyWorker(Flux.just(1));
        pool.dispatcher.processEnded(worker.record());

        pool.subscribe(Flux.range(10, 3));

        assertThat(worker.inputs()).containsExactly(1);
    }

    @Test
    void aStartedAnswerThatReachedThePipeCounts() {
        FakeWorker worker = busyWorker(Flux.just(1));
        Frame.Call call = worker.begin();

        worker.receive(new Frame.Result(call.id(), 1, SECOND, call.payload()));
        worker.die(137);

        assertThat(statuses()).containsExactly("success");
    }

    @Test
    void aWorkerThatDiesIdleIsReplacedAndNobodyNotices() {
        FakeWorker worker = busyWorker(Flux.empty());

        worker.die(137);

        assertThat(pool.launching).hasSize(1);
        assertThat(pool.launching.element().number).isEqualTo(1);
        assertThat(pool.pauses).endsWith(Duration.ZERO);
        assertThat(pool.dispatcher.metrics().lost()).isEqualTo(1);
    }

    @Test
    void memoryThatRanOutIsNotTriedAgain() {
        open(1, 3);
        results = pool.subscribe(Flux.just(1, 2));
        pool.startAll();
        pool.worker(1).begin();

        pool.worker(1).die(3, "Terminating due to java.lang.OutOfMemoryError: Java heap space");
        pool.startAll();
        pool.worker(1).answerAll(SECOND);

        assertThat(statuses()).containsExactly("out-of-memory", "success");
    }

    @Test
    void anExitWithThreeThatWasNoMemoryIsACrash() {
        open(1, 1);
        results = pool.subscribe(Flux.just(1));
        pool.startAll();
        pool.worker(1).begin();

        pool.worker(1).die(3, "bye");

        assertThat(statuses()).containsExactly("crashed");
    }

    @Test
    void aTaskThatThrewBeforeItsOnlyDeathIsNotQuarantined() {
        open(1, 2);
        results =
                pool.subscribe(Flux.just(1), FakePool.<Integer>run().retry(new TaskRun.Retry(3, Duration.ofMillis(1))));
        pool.startAll();
        pool.worker(1).fail(new IllegalStateException("first"), false);
        pool.dispatcher.retry(pool.delayed.remove(0));

        pool.worker(1).begin();
        pool.worker(1).die(42);

        assertThat(statuses()).containsExactly("crashed");
        assertThat(results.getReceivedOnNext().get(0).execution().attempts()).isEqualTo(2);
    }

    @Test
    void aWorkerThatSaysItExitsGetsNoMoreAndItsCallIsToldWhoCalled() {
        open(1, 1);
        FakeWorker worker = busyWorker(Flux.just(1, 2));
        worker.begin();

        worker.receive(new Frame.Exiting("", RemoteFailure.of(new Throwable("here"))));
        pool.subscribe(Flux.just(3));

        assertThat(worker.inputs()).containsExactly(1, 2);
        worker.die(7);
        assertThat(statuses()).containsExactly("crashed");
        Outcome.Crashed<Integer, Object> crashed =
                (Outcome.Crashed<Integer, Object>) results.getReceivedOnNext().get(0);
        assertThat(crashed.failure())
                .hasMessageContaining(
                        "the task called System.exit(7) at " + getClass().getName());
        assertThat(crashed.failure().getCause()).isInstanceOf(RemoteException.class);
    }

    @Test
    void aWorkerWhoseExitHangsIsKilled() {
        FakeWorker worker = busyWorker(Flux.just(1));
        worker.begin();

        worker.receive(new Frame.Exiting("", RemoteFailure.of(new Throwable("here"))));
        pool.advance(Duration.ofMillis(2_900));

        assertThat(pool.killed).isEmpty();
        pool.advance(Duration.ofMillis(200));
        assertThat(pool.killed).containsExactly(worker.record());
    }

    @Test
    void anAnswerToACallThatItDoesNotHaveEndsTheWorker() {
        FakeWorker worker = busyWorker(Flux.just(1));

        worker.receive(new Frame.Result(999, 1, 1, new byte[] {0}));

        assertThat(pool.killed).containsExactly(worker.record());
        pool.buryKilled();
        pool.startAll();
        pool.worker(1).answerAll(SECOND);
        assertThat(statuses()).containsExactly("success");
        assertThat(pool.dispatcher.metrics().killed()).isEqualTo(1);
    }

    @Test
    void aFrameOutOfTurnEndsTheWorker() {
        for (Frame frame : List.of(
                new Frame.Ready(),
                new Frame.Hello(1, "17"),
                new Frame.ByeAck(),
                new Frame.Call(1, 1, 1, 1, DiagnosticContext.EMPTY, new byte[0]))) {
            open(1, 1);
            FakeWorker worker = busyWorker(Flux.just(1));

            worker.receive(frame);

            assertThat(pool.killed).as(frame.toString()).containsExactly(worker.record());
            pool.close();
        }
    }

    @Test
    void aBrokenChannelEndsTheWorkerAndItsCallRunsAgain() {
        FakeWorker worker = busyWorker(Flux.just(1));
        worker.begin();

        pool.dispatcher.channelBroken(worker.record(), "something else than a frame: \"printf\"");
        pool.buryKilled();
        pool.startAll();
        pool.worker(1).answerAll(SECOND);

        assertThat(results.getReceivedOnNext().get(0).execution().attempts()).isEqualTo(2);
        assertThat(statuses()).containsExactly("success");
    }

    @Test
    void ofSeveralThatMayHaveBrokenAChannelNobodyIsChargedUntilItRunsAlone() {
        FakeWorker worker = busyWorker(Flux.range(1, 5));
        worker.begin(); // and has answered, but the answer was behind what is no frame
        worker.isRunning(worker.pending().get(2));

        pool.dispatcher.channelBroken(worker.record(), "something else than a frame: \"printf\"");
        pool.buryKilled();
        pool.startAll();

        FakeWorker fresh = pool.worker(1);
        for (int suspect = 1; suspect <= 3; suspect++) {
            assertThat(fresh.inputs()).containsExactly(suspect);
            fresh.begin();
            if (suspect == 2) {
                pool.dispatcher.channelBroken(fresh.record(), "something else than a frame: \"printf\"");
                pool.buryKilled();
                pool.startAll();
                fresh = pool.worker(1);
            } else {
                fresh.answer(MICROSECOND);
            }
        }
        assertThat(fresh.inputs()).startsWith(4, 5);
        while (!results.isTerminated()) {
            nextBusyWorker().answerAll(MICROSECOND);
        }
        assertThat(results.getReceivedOnNext())
                .extracting(outcome -> outcome.execution().attempts())
                .as("items 1, 3, 4, 5, and 2 at the end")
                .containsExactly(1, 1, 1, 1, 2);
        assertThat(results.getReceivedOnNext().get(4).item()).isEqualTo(2);
    }

    @Test
    void theReasonOfAKillIsToldToThoseItCost() {
        open(1, 1);
        FakeWorker worker = busyWorker(Flux.just(1));
        worker.begin();

        pool.dispatcher.channelBroken(worker.record(), "something else than a frame: \"printf\"");
        pool.buryKilled();

        assertThat(((Outcome.Failure<Integer, Object>)
                                results.getReceivedOnNext().get(0))
                        .failure())
                .hasMessageContaining("was killed: something else than a frame: \"printf\"");
    }

    @Test
    void aChannelThatEndsIsGivenTheGracePeriodThenTheWorkerIsKilled() {
        FakeWorker worker = busyWorker(Flux.just(1));

        pool.dispatcher.channelEnded(worker.record());

        assertThat(pool.killed).isEmpty();
        pool.advance(Duration.ofMillis(190));
        assertThat(pool.killed).isEmpty();
        pool.advance(Duration.ofMillis(100));
        assertThat(pool.killed).containsExactly(worker.record());
    }

    @Test
    void aWorkerWithAnErrorOfItsOwnIsReplacedAfterWhatItHasBegun() {
        FakeWorker worker = busyWorker(Flux.just(1, 2, 3));

        worker.fail(new InternalError("broken"), true);
        worker.begin();
        worker.giveBack(worker.sent());
        pool.advance(Duration.ofSeconds(5));

        assertThat(pool.killed).as("what it has begun may take its time").isEmpty();
        assertThat(worker.sent()).doesNotHaveAnyElementsOfTypes(Frame.Call.class, Frame.Bye.class);
        worker.answer(SECOND);
        assertThat(worker.sent()).hasExactlyElementsOfTypes(Frame.Bye.class);
        worker.sayBye();
        pool.startAll();
        pool.worker(2).answerAll(SECOND);
        assertThat(results.getReceivedOnNext()).extracting(Outcome::item).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(statuses()).containsExactly("failed", "success", "success");
        assertThat(pool.dispatcher.metrics().lost()).isZero();
    }

    @Test
    void anIdleWorkerWithAnErrorOfItsOwnIsReplacedAtOnce() {
        FakeWorker worker = busyWorker(Flux.just(1));

        worker.fail(new InternalError("broken"), true);

        assertThat(worker.sent()).endsWith(new Frame.Bye());
        pool.advance(Duration.ofMillis(1_100));
        assertThat(pool.killed).as("it does not end by itself").containsExactly(worker.record());
    }

    @Test
    void aDeadWorkersCallsMayGoToOneThatLives() {
        open(2, 2);
        results = pool.subscribe(Flux.just(1, 2));
        pool.startAll();
        pool.worker(2).begin();

        pool.worker(1).die(137);
        pool.worker(2).answer(SECOND);
        pool.worker(2).answer(SECOND);

        assertThat(statuses()).containsExactly("success", "success");
        assertThat(results.isTerminatedComplete()).isTrue();
    }

    @Test
    void aHundredDeathsLoseNothing() {
        open(2, 1_000);
        results = pool.subscribe(Flux.range(0, 300));

        for (int i = 0; !results.isTerminated(); i++) {
            FakeWorker worker = nextBusyWorker();
            worker.begin();
            if (i % 3 == 0) {
                worker.die(137);
            } else {
                worker.answer(MICROSECOND);
            }
        }

        assertThat(results.getReceivedOnNext())
                .hasSize(300)
                .extracting(Outcome::isSuccess)
                .containsOnly(true);
        assertThat(results.getReceivedOnNext()).extracting(Outcome::index).doesNotHaveDuplicates();
    }
}
