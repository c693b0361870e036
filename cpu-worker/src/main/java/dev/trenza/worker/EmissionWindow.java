package dev.trenza.worker;

import dev.trenza.task.Nullable;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameWriter;
import dev.trenza.worker.protocol.StatusPage;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many values of the running call may be on their way: a few, until the parent says that they were taken. Thread-safe: the
 * task's threads emit, who receives tells the {@link #demand}.
 */
final class EmissionWindow {

    /** A task that waits for its subscriber says so often enough for any sensible stall time-out. */
    private static final long PROGRESS_MILLIS = 20;

    private final FrameWriter writer;
    private final RunningCall running;
    private final StatusPage page;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition taken = lock.newCondition();

    // Mutable state, fenced by lock
    private long call;
    private boolean isOpen;
    private final ArrayDeque<Integer> onTheirWay = new ArrayDeque<>();
    private long bytes;

    EmissionWindow(FrameWriter writer, RunningCall running, StatusPage page) {
        this.writer = writer;
        this.running = running;
        this.page = page;
    }

    /** A call begins, with none on their way. */
    void open(long id) {
        lock.lock();
        try {
            call = id;
            isOpen = true;
            onTheirWay.clear();
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /** The call ends: whatever it has left running emits nothing more. */
    void close() {
        lock.lock();
        try {
            isOpen = false;
            taken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sends a value of this call, when there is room. */
    void emit(long id, byte[] payload) {
        lock.lock();
        try {
            while (isOpen && call == id && !running.isCancelled(id) && isFull()) {
                page.progress();
                boolean unused = taken.await(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (!isOpen || call != id) {
                throw new IllegalStateException("a value was emitted after its task had returned");
            }
            if (running.isCancelled(id)) {
                throw new CancellationException("the call was cancelled");
            }
            onTheirWay.add(payload.length);
            bytes += payload.length;
            page.progress();
            writer.send(new Frame.Emitted(id, payload)); // within the lock, so that they leave in their order
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the call was cancelled");
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull() {
        return onTheirWay.size() >= Frame.Emitted.WINDOW || bytes >= Frame.Emitted.WINDOW_BYTES;
    }

    /** So many values of this call were taken. */
    void demand(long id, int count) {
        lock.lock();
        try {
            for (int left = call == id ? count : 0; left > 0; left--) {
                @Nullable Integer size = onTheirWay.poll();
                bytes -= size == null ? 0 : size;
            }
            taken.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
