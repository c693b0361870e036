package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.core.RemoteException;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TimeLimits;
import dev.trenza.worker.protocol.RemoteFailure;
import dev.trenza.worker.protocol.TaskDefinition;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomesTest {

    private static final TaskRun<String, Object> RUN = TaskRun.of(item -> item);
    private static final TaskDefinition DIGEST = new TaskDefinition("digest", true, new byte[0]);

    private final Outcomes<String, Object> outcomes = new Outcomes<>(
            RUN,
            DIGEST,
            ValueCodec.PLAIN,
            TimeLimits.NONE.withTask(Duration.ofMillis(1_500)),
            new Quarantine(WorkerPool.builder().settings()));

    private static Call call(Call.End end) {
        Call call = new Call(null, 7, "a.txt", new byte[0], 1_000);
        call.attempt = 1;
        call.worker = 2;
        call.pid = 812;
        call.startedNanos = 5_000;
        call.runNanos = 300;
        call.end = end;
        return call;
    }

    private String message(Call call) {
        return ((Outcome.Failure<String, Object>) outcomes.of(call)).failure().getMessage();
    }

    private static WorkerDeath death(int exitCode, String reason, List<String> lines) {
        return new WorkerDeath(2, 812, 1, reason, WorkerExit.of(exitCode), null, lines);
    }

    @Test
    void aSuccessTellsValueAndExecution() throws IOException {
        Call call = call(Call.End.RESULT);
        call.result = ValueCodec.PLAIN.encode("9f86d0");

        Outcome<String, Object> outcome = outcomes.of(call);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Success.class, success -> {
            assertThat(success.value()).isEqualTo("9f86d0");
            assertThat(success.item()).isEqualTo("a.txt");
            assertThat(success.index()).isEqualTo(7);
            assertThat(success.execution().attempts()).isEqualTo(1);
            assertThat(success.execution().worker()).isEqualTo(2);
            assertThat(success.execution().waitNanos()).isEqualTo(4_000);
            assertThat(success.execution().runNanos()).isEqualTo(300);
        });
    }

    @Test
    void aResultThatIsNoValueFailsTheItem() {
        Call call = call(Call.End.RESULT);
        call.result = new byte[] {99};

        assertThat(message(call))
                .startsWith("task 'digest' on item 'a.txt' has a result that cannot be decoded:")
                .contains("99");
    }

    @Test
    void aFailureHasTheRemoteStackAsItsCause() {
        Call call = call(Call.End.FAILURE);
        Exception original = new IOException("disk full", new IllegalStateException("inner"));
        original.addSuppressed(new IllegalArgumentException("also"));
        call.failure = RemoteFailure.of(original);

        Outcome.Failed<String, Object> failed = (Outcome.Failed<String, Object>) outcomes.of(call);

        assertThat(failed.failure()).hasMessage("task 'digest' on item 'a.txt' failed: java.io.IOException: disk full");
        assertThat(failed.failure().getCause()).isInstanceOfSatisfying(RemoteException.class, cause -> {
            assertThat(cause.type()).isEqualTo("java.io.IOException");
            assertThat(cause.getStackTrace()[0].getMethodName()).isEqualTo("aFailureHasTheRemoteStackAsItsCause");
            assertThat(cause.getCause()).hasToString("java.lang.IllegalStateException: inner");
            assertThat(cause.getSuppressed()).singleElement().hasToString("java.lang.IllegalArgumentException: also");
        });
    }

    @Test
    void aFailureWithoutAMessageIsToldByItsClass() {
        Call call = call(Call.End.FAILURE);
        call.failure = RemoteFailure.of(new IllegalStateException());

        assertThat(message(call)).isEqualTo("task 'digest' on item 'a.txt' failed: java.lang.IllegalStateException");
    }

    @Test
    void aCrashTellsWorkerPidStatusSignalCauseAndLastWords() {
        Call call = call(Call.End.LOST);
        call.attempt = 0;
        call.hasKilled(death(137, "", List.of("one", "two")));

        assertThat(message(call))
                .isEqualTo(
                        "task 'digest' on item 'a.txt' lost its worker: worker 2 (pid 812) ended with 137, SIGKILL (9):"
                                + " something killed it; if nobody did, the system was out of memory; last output: one | two");
        assertThat(((Outcome.Crashed<String, Object>) outcomes.of(call)).failure())
                .satisfies(failure -> {
                    assertThat(failure.exitCode()).isEqualTo(137);
                    assertThat(failure.signal()).hasValue(9);
                    assertThat(failure.pid()).isEqualTo(812);
                    assertThat(failure.worker()).isEqualTo(2);
                });
    }

    @Test
    void anItemThatKillsAgainTellsItsWholeHistory() {
        Call call = call(Call.End.LOST);
        call.attempt = 0;
        call.hasKilled(death(139, "", List.of("one")));
        call.hasKilled(death(42, "", List.of("two")));

        Outcome.Quarantined<String, Object> outcome = (Outcome.Quarantined<String, Object>) outcomes.of(call);

        assertThat(outcome.failure().history())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("attempt 1: worker 2 (pid 812) ended with 139"),
                        second -> assertThat(second).startsWith("attempt 2: worker 2 (pid 812) ended with 42"));
        assertThat(message(call).lines())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("task 'digest' on item 'a.txt' killed its worker in each of 2 attempts: worker 2 (pid 812)"
                        + " ended with 42")
                .endsWith("; last output: two");
    }

    @Test
    void aCrashTellsWhyThePoolKilled() {
        Call call = call(Call.End.LOST);
        call.attempt = 0;
        call.hasKilled(death(137, "it gave no sign of life for 10 s", List.of()));

        assertThat(message(call)).endsWith("worker 2 (pid 812) was killed: it gave no sign of life for 10 s");
    }

    @Test
    void memoryThatRanOutIsToldWithTheRemedy() {
        Call call = call(Call.End.LOST);
        call.attempt = 0;
        call.hasKilled(death(3, "", List.of("Terminating due to java.lang.OutOfMemoryError: Java heap space")));

        assertThat(outcomes.of(call).status()).isEqualTo("out-of-memory");
        assertThat(message(call))
                .contains("ran out of memory")
                .contains("its heap was exhausted")
                .endsWith("give the pool a bigger heap, or the task less");
    }

    @Test
    void aTimeOutTellsLimitWorkerAndWhatBecameOfIt() {
        Call stopped = call(Call.End.TIMEOUT);
        stopped.overrun = TimeLimits.Kind.TASK;
        Call killed = call(Call.End.TIMEOUT);
        killed.overrun = TimeLimits.Kind.TASK;
        killed.death = death(137, "its task did not stop within 200 ms", List.of());

        assertThat(message(stopped))
                .isEqualTo(
                        "task 'digest' on item 'a.txt' ran longer than 1.5 s in worker 2 (pid 812); it stopped when it"
                                + " was told to");
        assertThat(message(killed)).endsWith("its worker was killed and replaced");
    }

    @Test
    void whatWasCancelledIsToldSo() {
        Call call = call(Call.End.CANCELLED);
        call.startedNanos = 0;

        assertThat(message(call)).contains("was cancelled because its pool was closed");
        assertThat(outcomes.of(call).execution().waitNanos()).isZero();
    }

    @Test
    void whatWasNotSentIsToldWithTheProblem() {
        Call call = Call.notSent(null, 7, "a.txt", "a Thread may not cross", 0);

        assertThat(message(call)).isEqualTo("task 'digest' on item 'a.txt' cannot be sent: a Thread may not cross");
        assertThat(outcomes.of(call).execution().attempts()).isZero();
    }

    @Test
    void nullIsTooLittleForAFluxOfValues() {
        assertThat(outcomes.returnedNull(call(Call.End.RESULT)))
                .hasMessage("task 'digest' on item 'a.txt' returned null, which a flux cannot carry; use outcomes, or"
                        + " return an Optional");
    }
}
