package dev.trenza.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.task.Nullable;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class RunningCallTest {

    private final RunningCall running = new RunningCall(Thread.currentThread());
    private final AtomicReference<@Nullable RemoteFailure> stack = new AtomicReference<>();

    @AfterEach
    void noInterruptIsLeftBehind() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private static Frame.Call call(long id) {
        return new Frame.Call(id, 1, 7, id, DiagnosticContext.EMPTY, new byte[0]);
    }

    @Test
    void aRunningCallIsInterruptedAndItsStackIsTold() {
        Frame.Call call = call(1);
        assertThat(running.begin(call)).isTrue();

        RunningCall.Cancellation cancellation = running.cancel(1, stack::set);

        assertThat(cancellation).isEqualTo(RunningCall.Cancellation.INTERRUPTED);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(running.isCancelled(1)).isTrue();
        assertThat(stack.get().stack())
                .extracting(StackTraceElement::getMethodName)
                .contains("aRunningCallIsInterruptedAndItsStackIsTold");
        running.end(call.id());
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void theStackIsToldBeforeTheTaskIsInterruptedSoThatNoAnswerIsFaster() {
        AtomicBoolean wasInterrupted = new AtomicBoolean(true);
        assertThat(running.begin(call(1))).isTrue();

        running.cancel(1, where -> wasInterrupted.set(Thread.currentThread().isInterrupted()));

        assertThat(wasInterrupted).isFalse();
        running.end(1);
    }

    @Test
    void aCallThatHasNotBegunNeverBegins() {
        assertThat(running.cancel(2, stack::set)).isEqualTo(RunningCall.Cancellation.BEFORE_START);

        Frame.Call earlier = call(1);
        assertThat(running.begin(earlier)).isTrue();
        running.end(earlier.id());
        assertThat(running.begin(call(2))).isFalse();
    }

    @Test
    void aCancelledCallIsSkippedAndTheNextOneRuns() {
        running.cancel(1, stack::set);

        assertThat(running.begin(call(1))).isFalse();
        assertThat(running.current()).isNull();
        Frame.Call next = call(2);
        assertThat(running.begin(next)).isTrue();
        assertThat(running.isCancelled(2)).isFalse();
        running.end(next.id());
    }

    @Test
    void aCallIsAnsweredOnceHoweverOftenItIsCancelledAndRecalled() {
        assertThat(running.recall(3)).isTrue();

        assertThat(running.recall(3)).isFalse();
        assertThat(running.cancel(3, stack::set)).isEqualTo(RunningCall.Cancellation.TOO_LATE);
        assertThat(running.begin(call(3))).isFalse();
        assertThat(running.recall(3)).isFalse();
        assertThat(running.cancel(3, stack::set)).isEqualTo(RunningCall.Cancellation.TOO_LATE);
    }

    @Test
    void aRecallLeavesARunningCallAlone() {
        Frame.Call call = call(1);
        running.begin(call);

        assertThat(running.recall(1)).isFalse();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(running.isCancelled(1)).isFalse();
        running.end(call.id());
    }

    @Test
    void anEndedCallIsTooLateToCancel() {
        Frame.Call call = call(1);
        running.begin(call);
        running.end(call.id());

        assertThat(running.cancel(1, stack::set)).isEqualTo(RunningCall.Cancellation.TOO_LATE);
        assertThat(running.recall(1)).isFalse();
    }

    @Test
    void cancellingAnEndedCallLeavesTheOneThatRunsAlone() {
        Frame.Call first = call(1);
        running.begin(first);
        running.end(first.id());
        Frame.Call second = call(2);
        running.begin(second);

        assertThat(running.cancel(1, stack::set)).isEqualTo(RunningCall.Cancellation.TOO_LATE);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        running.end(second.id());
    }

    @Test
    void anInterruptThatATaskLeavesBehindDoesNotReachTheNext() {
        Frame.Call call = call(1);
        running.begin(call);

        Thread.currentThread().interrupt();
        running.end(call.id());

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    /**
     * One thread runs calls as fast as it can, the other cancels and recalls just around the one that runs: each of them
     * is answered by exactly one side, an interrupt reaches the call that it was meant for, and none is left behind. It
     * depends on the machine who is faster, so there are rounds until each side has been.
     */
    @Test
    void everyCallIsAnsweredOnceWhoeverIsFaster() throws InterruptedException {
        Set<RunningCall.Cancellation> seen = EnumSet.noneOf(RunningCall.Cancellation.class);
        while (seen.size() < RunningCall.Cancellation.values().length) {
            Race race = new Race(20_000);

            race.run();

            assertThat(race.failure()).isEmpty();
            seen.addAll(race.outcomes());
        }
    }

    private static final class Race {

        private final int calls;
        private final byte[] answers;
        private final RunningCall running;
        private final Thread taskThread;
        private final Map<RunningCall.Cancellation, Integer> outcomes = new EnumMap<>(RunningCall.Cancellation.class);
        private volatile String failure = "";
        private volatile long begun;

        Race(int calls) {
            this.calls = calls;
            this.answers = new byte[calls + 1];
            this.taskThread = new Thread(this::runCalls, "tasks");
            this.running = new RunningCall(taskThread);
        }

        void run() throws InterruptedException {
            taskThread.start();
            Random random = new Random(42);
            boolean[] cancelled = new boolean[calls + 4];
            while (begun < calls && taskThread.isAlive()) {
                int id = (int) Math.min(calls, begun + random.nextInt(3));
                if (id == 0) {
                    continue;
                }
                if (random.nextInt(4) == 0) {
                    count(running.recall(id), id);
                } else {
                    RunningCall.Cancellation cancellation = running.cancel(id, where -> {});
                    outcomes.merge(cancellation, 1, Integer::sum);
                    count(cancellation == RunningCall.Cancellation.BEFORE_START, id);
                }
                cancelled[id] = true;
            }
            taskThread.join();
            for (int id = 1; id <= calls; id++) {
                if (answers[id] != 1) {
                    failure = "call " + id + " has " + answers[id] + " answers, cancelled: " + cancelled[id];
                }
            }
        }

        private void count(boolean isToAnswer, int id) {
            if (isToAnswer) {
                synchronized (answers) {
                    answers[id]++;
                }
            }
        }

        /** Of a run of calls some end as the next one begins, as those of one frame do. */
        private void runCalls() {
            Frame.Call call = call(1);
            boolean isOpen = false;
            for (int id = 1; id <= calls; id++) {
                begun = id;
                isOpen = isOpen ? running.beginNext(id) : running.begin(call, id);
                if (isOpen) {
                    for (int i = id % 64 == 0 ? 1_000 : 0; i > 0; i--) { // some tasks take longer than others
                        Thread.onSpinWait();
                    }
                    if (Thread.currentThread().isInterrupted() && !running.isCancelled(id)) {
                        // The interrupt comes just after the mark, or is a stranger's.
                        Thread.onSpinWait();
                        if (!running.isCancelled(id)) {
                            failure = "call " + id + " was interrupted in place of another";
                        }
                    }
                    if (id % 8 == 0 || id == calls) {
                        running.end(id);
                        isOpen = false;
                    }
                    synchronized (answers) {
                        answers[id]++;
                    }
                }
                if (isOpen) {
                    continue;
                }
                if (Thread.currentThread().isInterrupted()) {
                    failure = "an interrupt is left behind call " + id;
                    return;
                }
                if (running.current() != null) {
                    failure = "call " + id + " still runs after its end";
                    return;
                }
            }
        }

        String failure() {
            return failure;
        }

        Set<RunningCall.Cancellation> outcomes() {
            return outcomes.keySet();
        }
    }
}
