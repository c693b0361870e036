package dev.trenza.core.process;

import dev.trenza.core.PoolUnusableException;
import dev.trenza.core.TimeLimits;
import java.util.List;
import java.util.function.Supplier;

/**
 * What becomes of a call when its worker has answered, has given it back, or is gone: it ends, or waits for another attempt.
 * Fenced by the dispatcher's lock.
 */
final class Settlement {

    private final PoolState state;

    Settlement(PoolState state) {
        this.state = state;
    }

    void end(Call call, Call.End end, Effects effects) {
        call.end = end;
        state.tally.add(call);
        effects.ended(call);
        effects.told(call);
    }

    /** Ends calls that nobody will run. */
    void cancel(Work work, Effects effects) {
        work.calls().forEach(call -> end(call, Call.End.CANCELLED, effects));
    }

    /** Ends calls that will not begin, since nothing does any more. */
    void skip(Work work, Effects effects) {
        for (Call call : work.calls()) {
            call.waitedNanos = state.now() - call.takenNanos;
            end(call, Call.End.SKIPPED, effects);
        }
    }

    // Answers

    /** A worker has answered calls, which it has no longer, each with a value. */
    void answered(Worker worker, Pack pack, long nanosEach, Effects effects) {
        worker.hasRun(pack, nanosEach);
        state.crew.hasAnswered(pack.size());
        state.tally.add(pack, nanosEach);
        effects.told(pack, nanosEach);
        effects.ended(pack);
    }

    /** A worker has answered a call, which it has no longer. */
    void answered(Worker worker, Call call, Call.End end, long runNanos, long now, Effects effects) {
        call.attempt++;
        call.runNanos = Math.max(0, runNanos); // a worker may say anything
        call.startedNanos = now - call.runNanos;
        worker.hasRun(call, runNanos);
        state.crew.hasAnswered(1);
        if (call.stop == Call.Stop.TIMEOUT) {
            end(call, Call.End.TIMEOUT, effects);
        } else if (end == Call.End.FAILURE && mayRetry(call)) {
            retryLater(call, effects);
        } else {
            end(call, end, effects);
        }
    }

    private boolean mayRetry(Call call) {
        return call.attempt < call.lane.run().retry().attempts()
                && call.stop != Call.Stop.CANCELLED
                && !call.hasEmitted
                && !state.isSkipping
                && !state.isUnusable();
    }

    /** A task that threw and may run again: after its pause, at the back of the queue. */
    private void retryLater(Call call, Effects effects) {
        call.again();
        state.backlog.pause(call);
        effects.retryLater(call, call.lane.run().retry().pauseAfter(call.attempt));
    }

    /** A call that was not started, and never will be by the worker that had it. */
    void notStarted(Call call, Effects effects) {
        if (call.stop == Call.Stop.CANCELLED || call.lane.isCancelled() || state.isUnusable()) {
            end(call, Call.End.CANCELLED, effects);
        } else if (state.isSkipping) {
            skip(call, effects);
        } else if (call.isOverdue(state.now())) {
            overdue(call, effects);
        } else {
            call.stop = Call.Stop.NONE;
            call.overrun = null;
            state.backlog.addFirst(call);
        }
    }

    /** Calls that go together were not started, and never will be by the worker that had them. */
    void notStarted(Pack pack, Effects effects) {
        if (pack.lane.isCancelled() || state.isUnusable()) {
            cancel(pack, effects);
        } else if (state.isSkipping) {
            skip(pack, effects);
        } else {
            pack.givenBack();
            state.backlog.addFirst(pack);
        }
    }

    /** A call has waited too long for its first attempt. */
    void overdue(Call call, Effects effects) {
        call.overrun = TimeLimits.Kind.QUEUE;
        call.waitedNanos = state.now() - call.takenNanos;
        call.worker = 0;
        end(call, Call.End.TIMEOUT, effects);
    }

    // Deaths

    /**
     * Ends or requeues what a dead worker had: only the call that was running is charged, the others are free.
     *
     * @param running its number; 0 if none was
     * @return whether a call was charged that had been charged before
     */
    boolean died(Worker worker, long running, WorkerDeath death, Effects effects) {
        List<Call> calls = worker.takeAll();
        List<Call> suspects = worker.isChannelBroken ? begun(calls, running) : with(calls, running);
        boolean isRepeated = suspects.size() == 1 && !suspects.get(0).deaths.isEmpty();
        for (int i = calls.size() - 1; i >= 0; i--) {
            Call call = calls.get(i);
            boolean isSuspect = suspects.size() == 1 && suspects.contains(call);
            if (call.stop == Call.Stop.TIMEOUT || call.hasEmitted || isSuspect) { // what has emitted is never run again
                charge(worker, call, death, effects);
            } else if (!suspects.contains(call)) {
                notStarted(call, effects);
            } else {
                call.runsAlone = true;
                notStarted(call, effects);
            }
        }
        return isRepeated;
    }

    private static List<Call> with(List<Call> calls, long id) {
        return calls.stream().filter(call -> call.id == id).toList();
    }

    /**
     * What may have written into the channel what is no frame: the call that was running, and any before it whose answer was
     * behind that. Of several nobody is charged; each runs alone the next time, and then there is no doubt.
     */
    private static List<Call> begun(List<Call> calls, long running) {
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).id == running) {
                return calls.subList(0, i + 1);
            }
        }
        return calls;
    }

    private void charge(Worker worker, Call call, WorkerDeath death, Effects effects) {
        call.hasKilled(death);
        boolean wasSeen = worker.watchedCall == call.id;
        call.startedNanos = wasSeen ? worker.watchedSince : state.now();
        call.runNanos = state.now() - call.startedNanos;
        charged(call, effects);
    }

    private void charged(Call call, Effects effects) {
        if (call.stop == Call.Stop.TIMEOUT) {
            end(call, Call.End.TIMEOUT, effects);
        } else if (call.stop == Call.Stop.CANCELLED || state.isUnusable()) {
            end(call, Call.End.CANCELLED, effects);
        } else if (call.hasEmitted || state.isSkipping) {
            end(call, Call.End.LOST, effects);
        } else if (isOutOfMemory(call) && state.config.oomHeapBytes() > 0 && !call.needsLargeHeap) {
            call.needsLargeHeap = true;
            call.again();
            state.backlog.addLast(call);
        } else if (call.attempt < state.config.attempts() && !isOutOfMemory(call)) {
            call.runsAlone = true;
            call.again();
            state.backlog.addLast(call);
        } else {
            end(call, Call.End.LOST, effects);
        }
    }

    private static boolean isOutOfMemory(Call call) {
        return call.death != null && call.death.isOutOfMemory();
    }

    /** A heap that this machine cannot give is no reason to give up the pool, but the call has had its chance. */
    void noLargeHeap(String why, Effects effects) {
        Call call = state.backlog.nextLarge();
        if (call != null) {
            call.death = call.deaths.get(call.deaths.size() - 1);
            call.problem = "a worker with the larger heap could not start: " + why;
            end(call, Call.End.LOST, effects);
        }
    }

    // The end of the pool

    /** Ends what waits; what is in flight ends when its worker has, and then each lane signals the error. */
    void failLanes(Supplier<? extends PoolUnusableException> why, Effects effects) {
        for (Lane<?, ?> lane : state.backlog.openLanes()) {
            state.backlog.drop(lane).forEach(work -> cancel(work, effects));
            lane.poolFailed(why.get());
            effects.wake(lane);
        }
    }
}
