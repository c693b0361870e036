package dev.trenza.worker;

import dev.trenza.worker.protocol.Frame;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the receiver hands to the task thread, in order, a batch at a time. Thread-safe. Its size is bounded by the
 * parent, which never has more calls in flight than the window.
 */
final class CallQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();

    // Mutable state, fenced by lock
    private ArrayDeque<Frame> waiting = new ArrayDeque<>();

    void addAll(List<Frame> frames) {
        lock.lock();
        try {
            waiting.addAll(frames);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for frames and takes them all; gives the empty queue in exchange. */
    ArrayDeque<Frame> takeAll(ArrayDeque<Frame> empty) {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                filled.awaitUninterruptibly();
            }
            ArrayDeque<Frame> taken = waiting;
            waiting = empty;
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
