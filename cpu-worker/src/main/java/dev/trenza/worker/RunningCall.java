package dev.trenza.worker;

import dev.trenza.task.Nullable;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Which call the task thread runs, and the races between its beginning, its end and its cancellation. Thread-safe: the
 * task thread {@link #begin}s and {@link #end}s, the receiver {@link #cancel}s.
 *
 * <pre>
 *   waiting -> running   : task thread, begin
 *   waiting -> cancelled : receiver, which answers at once: a recalled call does not wait for the one that runs
 *   running -> held      : receiver, for as long as it takes to interrupt
 *   held    -> running   : receiver
 *   running -> ended     : task thread, end; never while it is held, so an interrupt cannot hit the next call
 * </pre>
 */
final class RunningCall {

    private static final Frame.Call HELD = new Frame.Call(0, 0, 0, 0, DiagnosticContext.EMPTY, new byte[0]);

    private final Thread taskThread;
    private final AtomicReference<Frame.@Nullable Call> running = new AtomicReference<>();

    // Mutable state
    private volatile long lastBegun;
    private volatile long interrupted;
    private volatile boolean hasCancelled;
    private volatile Frame.@Nullable Call held;

    // Mutable state, fenced by itself
    private final Set<Long> cancelled = new HashSet<>();

    RunningCall(Thread taskThread) {
        this.taskThread = taskThread;
    }

    /** What became of a cancellation. */
    enum Cancellation {
        /** The call had not begun and never will: it has to be answered now. */
        BEFORE_START,
        /** The task thread was interrupted. */
        INTERRUPTED,
        /** The call had ended. */
        TOO_LATE
    }

    /**
     * Begins a call, unless it was cancelled before. Two volatile accesses decide the race without a lock: the task
     * thread writes {@code lastBegun} and then reads {@code hasCancelled}, the receiver does the reverse.
     */
    boolean begin(Frame.Call call) {
        running.set(call);
        lastBegun = call.id();
        if (hasCancelled && wasCancelled(call.id())) {
            end(call); // not just forgotten: a second cancellation may hold it now
            return false;
        }
        return true;
    }

    private boolean wasCancelled(long id) {
        synchronized (cancelled) {
            boolean was = cancelled.remove(id);
            hasCancelled = !cancelled.isEmpty();
            return was;
        }
    }

    /** Ends the running call and clears the interrupt that its cancellation, or the task itself, has left behind. */
    void end(Frame.Call call) {
        while (!running.compareAndSet(call, null)) {
            Thread.onSpinWait();
        }
        Thread.interrupted();
    }

    /** The running call, for a line that is printed now. */
    Frame.@Nullable Call current() {
        Frame.Call call = running.get();
        return call != null && call.id() == HELD.id() ? held : call;
    }

    boolean isCancelled(long id) {
        return interrupted == id;
    }

    /** Takes a call back that has not begun; tells whether that was so, and then it has to be answered now. */
    boolean recall(long id) {
        synchronized (cancelled) {
            hasCancelled = true;
            boolean isToAnswer = lastBegun < id && cancelled.add(id); // a second time it has been answered already
            hasCancelled = !cancelled.isEmpty();
            return isToAnswer;
        }
    }

    /**
     * Cancels a call, wherever it is.
     *
     * @param stack receives where the task was, if it was running
     */
    Cancellation cancel(long id, AtomicReference<@Nullable RemoteFailure> stack) {
        if (recall(id)) {
            return Cancellation.BEFORE_START;
        }
        Frame.Call call = running.get();
        if (call == null || call.id() != id || !running.compareAndSet(call, HELD)) {
            return Cancellation.TOO_LATE;
        }
        held = call;
        try {
            stack.set(RemoteFailure.ofStack(
                    "dev.trenza.task.Stack", "where the task was when it was stopped", taskThread.getStackTrace()));
        } finally {
            interrupted = id;
            taskThread.interrupt();
            running.set(call);
        }
        return Cancellation.INTERRUPTED;
    }
}
