package dev.trenza.worker;

import dev.trenza.task.Nullable;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Which call the task thread runs, and the races between its beginning, its end and its cancellation. Thread-safe: the
 * task thread {@link #begin}s and {@link #end}s, the receiver {@link #cancel}s, and whoever {@link #tryHold}s it has what the
 * task thread owns between two calls.
 *
 * <pre>
 *   waiting -> running   : task thread, begin or beginNext
 *   waiting -> cancelled : receiver, which answers at once: a recalled call does not wait for the one that runs
 *   running -> held      : receiver, for as long as it takes to interrupt; or whoever collects results
 *   held    -> running   : who holds it
 *   running -> ended     : task thread, end; never while it is held, so an interrupt cannot hit the next call
 * </pre>
 */
final class RunningCall {

    private final Thread taskThread;

    /** {@code 2 * id + 1} while a call runs, negative while it is held; {@code 2 * id} when it has ended. */
    private final AtomicLong state = new AtomicLong();

    // Mutable state
    private volatile @Nullable Frame frame;
    private volatile long interrupted;
    private volatile boolean hasCancelled;

    // Mutable state, fenced by itself
    private final Set<Long> cancelled = new HashSet<>();

    /** The first and the last of calls that were taken back together: no class, which may not be found when it is needed. */
    private final ArrayDeque<long[]> recalled = new ArrayDeque<>();

    RunningCall(Thread taskThread) {
        this.taskThread = taskThread;
    }

    /** What became of a cancellation. */
    enum Cancellation {
        /** The call had not begun and never will: it has to be answered now. */
        BEFORE_START,
        /** The task thread was interrupted. */
        INTERRUPTED,
        /** The call had ended, or was taken back before. */
        TOO_LATE
    }

    /** The running call as others see it. */
    record Current(long id, long index, int task, DiagnosticContext context) {}

    private static long running(long id) {
        return 2 * id + 1;
    }

    /** Begins a call, unless it was cancelled before. */
    boolean begin(Frame.Call call) {
        return begin(call, call.id());
    }

    /**
     * Begins one of many calls, unless it was cancelled before. Two volatile accesses decide the race without a lock: the
     * task thread writes {@code state} and then reads {@code hasCancelled}, the receiver does the reverse.
     */
    boolean begin(Frame newFrame, long id) {
        if (frame != newFrame) {
            frame = newFrame;
        }
        state.set(running(id));
        return isWanted(id);
    }

    /**
     * Ends the running call and begins the one after it, of the same frame, unless that was cancelled before; then none runs.
     *
     * @param id of the one that begins
     */
    boolean beginNext(long id) {
        while (!state.compareAndSet(running(id - 1), running(id))) {
            Thread.onSpinWait();
        }
        if (taskThread.isInterrupted()) {
            Thread.interrupted();
            if (interrupted == id) {
                taskThread.interrupt(); // it was meant for the one that has just begun
            }
        }
        return isWanted(id);
    }

    private boolean isWanted(long id) {
        if (hasCancelled && wasCancelled(id)) {
            end(id); // not just forgotten: a second cancellation may hold it now
            return false;
        }
        return true;
    }

    private boolean wasCancelled(long id) {
        synchronized (cancelled) {
            forgetBefore(id);
            boolean was = cancelled.remove(id) || isRecalled(id);
            hasCancelled = !cancelled.isEmpty() || !recalled.isEmpty();
            return was;
        }
    }

    /** Ends the running call and clears the interrupt that its cancellation, or the task itself, has left behind. */
    void end(long id) {
        while (!state.compareAndSet(running(id), 2 * id)) {
            Thread.onSpinWait();
        }
        Thread.interrupted();
    }

    /** The running call, for a line that is printed now. */
    @Nullable
    Current current() {
        while (true) {
            long seen = Math.abs(state.get());
            Frame its = frame;
            if (seen % 2 == 0) {
                return null;
            }
            if (seen == Math.abs(state.get())) {
                return current(its, seen / 2);
            }
        }
    }

    private static @Nullable Current current(@Nullable Frame frame, long id) {
        if (frame instanceof Frame.Call call) {
            return new Current(id, call.index(), call.task(), call.context());
        }
        return frame instanceof Frame.Calls calls
                ? new Current(id, calls.index() + (id - calls.id()), calls.task(), calls.context())
                : null;
    }

    boolean isCancelled(long id) {
        return interrupted == id;
    }

    private void forgetBefore(long id) {
        for (Iterator<long[]> ranges = recalled.iterator(); ranges.hasNext(); ) {
            if (ranges.next()[1] < id) {
                ranges.remove();
            }
        }
    }

    private boolean isRecalled(long id) {
        for (long[] range : recalled) {
            if (range[0] <= id && id <= range[1]) {
                return true;
            }
        }
        return false;
    }

    /** Takes a call back that has not begun; tells whether that was so, and then it has to be answered now. */
    boolean recall(long id) {
        synchronized (cancelled) {
            hasCancelled = true;
            // A second time it has been answered already.
            boolean isToAnswer = lastBegun() < id && !isRecalled(id) && cancelled.add(id);
            hasCancelled = !cancelled.isEmpty() || !recalled.isEmpty();
            return isToAnswer;
        }
    }

    /**
     * Takes calls back that have not begun, none of which was taken back before.
     *
     * @return how many, the last of these; they have to be answered now
     */
    int recall(long id, int count) {
        if (count == 1) {
            return recall(id) ? 1 : 0;
        }
        synchronized (cancelled) {
            hasCancelled = true;
            long last = id + count - 1;
            long first = Math.max(id, lastBegun() + 1);
            if (first <= last) {
                recalled.add(new long[] {first, last});
            }
            hasCancelled = !cancelled.isEmpty() || !recalled.isEmpty();
            return (int) Math.max(0, last - first + 1);
        }
    }

    private long lastBegun() {
        return Math.abs(state.get()) / 2;
    }

    /**
     * Cancels a call, wherever it is.
     *
     * @param onStack is told where the task was, if it was running: before the task learns that it is to stop, so that its
     *     answer cannot be faster. Should not wait
     */
    Cancellation cancel(long id, Consumer<RemoteFailure> onStack) {
        if (recall(id)) {
            return Cancellation.BEFORE_START;
        }
        if (!hold(id)) {
            return Cancellation.TOO_LATE;
        }
        try {
            onStack.accept(RemoteFailure.ofStack(
                    "dev.trenza.task.Stack", "where the task was when it was stopped", taskThread.getStackTrace()));
        } finally {
            interrupted = id;
            taskThread.interrupt();
            release();
        }
        return Cancellation.INTERRUPTED;
    }

    /** Holds this call if it runs; where somebody else holds it, that is soon over. */
    private boolean hold(long id) {
        long wanted = running(id);
        while (!state.compareAndSet(wanted, -wanted)) {
            if (Math.abs(state.get()) != wanted) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /** Holds the call that runs, if one does: it does not end before {@link #release}, which must be soon. */
    boolean tryHold() {
        long seen = state.get();
        return seen > 0 && seen % 2 == 1 && state.compareAndSet(seen, -seen);
    }

    /** Lets go what this thread holds. */
    void release() {
        state.set(-state.get());
    }
}
