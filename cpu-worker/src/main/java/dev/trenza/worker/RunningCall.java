package dev.trenza.worker;

import dev.trenza.task.Nullable;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Which call the task thread runs, and the race between its end and its cancellation. Thread-safe: the task thread
 * {@link #begin}s and {@link #end}s, the receiver cancels.
 *
 * <pre>
 *   idle    -> running : task thread, begin
 *   running -> idle    : task thread, end
 *   running -> held    : receiver, for as long as it takes to interrupt
 *   held    -> running : receiver
 * </pre>
 *
 * <p>A call cannot end while it is held, so an interrupt never hits the next one.
 */
final class RunningCall {

    private static final Frame.Call HELD = new Frame.Call(0, 0, 0, 0, new byte[0]);

    private final Thread taskThread;
    private final AtomicReference<Frame.@Nullable Call> running = new AtomicReference<>();

    /** Calls that were cancelled before they began. */
    private final Set<Long> cancelledEarly = ConcurrentHashMap.newKeySet();

    // Mutable state
    private volatile long interrupted;
    private volatile long lastBegun;

    RunningCall(Thread taskThread) {
        this.taskThread = taskThread;
    }

    /** Begins a call, unless it was cancelled before. */
    boolean begin(Frame.Call call) {
        lastBegun = call.id();
        running.set(call);
        if (!cancelledEarly.isEmpty() && cancelledEarly.remove(call.id())) {
            running.set(null);
            return false;
        }
        return true;
    }

    /** Ends the running call and clears what its cancellation left behind. */
    void end(Frame.Call call) {
        while (!running.compareAndSet(call, null)) {
            Thread.onSpinWait();
        }
        if (interrupted == call.id()) {
            Thread.interrupted();
        }
    }

    /** The running call, for a line that is printed now. */
    Frame.@Nullable Call current() {
        return running.get();
    }

    boolean isCancelled(long id) {
        return interrupted == id;
    }

    /**
     * Cancels a call, wherever it is.
     *
     * @return where the task was if it was running, otherwise {@code null}
     */
    @Nullable
    RemoteFailure cancel(long id) {
        cancelledEarly.add(id);
        Frame.Call call = running.get();
        if (call == null || call.id() != id) {
            if (lastBegun >= id) {
                cancelledEarly.remove(id);
            }
            return null;
        }
        if (!cancelledEarly.remove(id) || !running.compareAndSet(call, HELD)) {
            return null;
        }
        StackTraceElement[] stack = taskThread.getStackTrace();
        interrupted = id;
        taskThread.interrupt();
        running.set(call);
        return RemoteFailure.ofStack("dev.trenza.task.Stack", "where the task was when it was stopped", stack);
    }
}
