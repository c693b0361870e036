package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends frames: any thread appends them to a buffer, one thread writes the buffer out. Thread-safe.
 *
 * <p>{@link #send} never waits for the pipe. While the one thread is in a write, what is sent meanwhile gathers in the
 * other of two buffers and leaves in the next write; so frames are coalesced under load, and leave at once without it,
 * and there is no timer. How much can gather is bounded by who calls: a parent by its window, a worker by the parent's.
 */
public final class FrameWriter {

    private static final int INITIAL_CAPACITY = 64 << 10;
    private static final int KEPT_CAPACITY = 1 << 20;

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();

    // Mutable state, fenced by lock
    private ByteSink filling = new ByteSink(INITIAL_CAPACITY);
    private boolean isWaiting;
    private boolean isEnded;

    /** Makes a writer; frames wait in it until a thread calls {@link #run}. */
    public FrameWriter(OutputStream out) {
        this.out = out;
    }

    /** Queues a frame and lets it leave. After {@link #end} it is dropped. */
    public void send(Frame frame) {
        lock.lock();
        try {
            append(frame);
            signal();
        } finally {
            lock.unlock();
        }
    }

    /** Queues a frame that leaves with the next {@link #flush} or sooner: for the first frames of a burst. */
    public void enqueue(Frame frame) {
        lock.lock();
        try {
            append(frame);
        } finally {
            lock.unlock();
        }
    }

    /** Lets everything leave that was enqueued. */
    public void flush() {
        lock.lock();
        try {
            signal();
        } finally {
            lock.unlock();
        }
    }

    private void append(Frame frame) {
        if (isEnded) {
            return;
        }
        int before = filling.size();
        try {
            FrameFormat.write(filling, frame);
        } catch (RuntimeException | Error e) {
            filling.truncate(before); // half a frame would cost the channel
            throw e;
        }
    }

    private void signal() {
        if (isWaiting && filling.size() > 0) {
            isWaiting = false;
            filled.signal();
        }
    }

    /** Accepts no more; {@link #run} returns when everything sent before has left. */
    public void end() {
        lock.lock();
        try {
            isEnded = true;
            isWaiting = false;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes until {@link #end}, on the calling thread, which does nothing else.
     *
     * @throws IOException if the other side is gone; what was not written is lost
     */
    public void run() throws IOException {
        ByteSink writing = new ByteSink(INITIAL_CAPACITY);
        while (true) {
            ByteSink full = takeFilled(writing);
            if (full == null) {
                return;
            }
            out.write(full.array(), 0, full.size());
            out.flush();
            full.clear();
            writing = full.array().length <= KEPT_CAPACITY ? full : new ByteSink(INITIAL_CAPACITY);
        }
    }

    private @Nullable ByteSink takeFilled(ByteSink empty) {
        lock.lock();
        try {
            while (filling.size() == 0 && !isEnded) {
                isWaiting = true;
                filled.awaitUninterruptibly();
            }
            if (filling.size() == 0) {
                return null;
            }
            ByteSink full = filling;
            filling = empty;
            return full;
        } finally {
            lock.unlock();
        }
    }
}
