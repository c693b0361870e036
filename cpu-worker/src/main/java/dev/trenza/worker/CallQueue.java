package dev.trenza.worker;

import dev.trenza.task.Nullable;
import dev.trenza.worker.protocol.Frame;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What has been received for the task thread, in order, a batch at a time; and whose turn it is to receive. Thread-safe. Its
 * size is bounded by the parent, which never has more calls in flight than the window.
 *
 * <p>The receiver reads the channel, as a rule. A task thread that has nothing to do, and gets few calls at a time, takes
 * its turn, because handing a call from thread to thread takes longer than a small task; while it runs one, the receiver
 * looks after it, and reads on if it does not come back soon. So the channel is never left alone for longer than a
 * millisecond.
 *
 * <pre>
 *   receiver -> free        : receiver, has handed in a small batch to an idle task thread
 *   free     -> task thread : task thread, is idle
 *   task thread -> free     : task thread, has received a small batch, and runs it
 *   task thread -> receiver : task thread, has received a large batch
 *   free     -> receiver    : receiver, has found it free twice, one look after the other
 *   any      -> over        : who has received the end
 * </pre>
 */
final class CallQueue {

    /** What is more than this is better received while something runs. */
    private static final int SMALL_BATCH = 4;

    private static final int SMALL_PAYLOAD = 16 << 10;

    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** After so many looks without a call the receiver looks no more, until it is woken. */
    private static final int IDLE_LOOKS = 8;

    private enum Turn {
        RECEIVER,
        FREE,
        TASK_THREAD,
        OVER
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition left = lock.newCondition();

    // Mutable state, set once before use
    private @Nullable Runnable receiving;

    // Mutable state, fenced by lock
    private ArrayDeque<Frame> waiting = new ArrayDeque<>();
    private Turn turn = Turn.RECEIVER;
    private long turns;
    private boolean isTaskThreadIdle;
    private boolean isLooking;

    /** Lets the task thread receive, too; this waits for one batch and adds it. */
    void receiveBy(Runnable oneBatch) {
        receiving = oneBatch;
    }

    /** Adds what was received, by who has the turn; it goes on from him. */
    void addAll(List<Frame> frames) {
        lock.lock();
        try {
            waiting.addAll(frames);
            filled.signal();
            boolean isSmall = receiving != null && isSmall(frames);
            if (turn == Turn.TASK_THREAD) {
                pass(isSmall ? Turn.FREE : Turn.RECEIVER);
            } else if (turn == Turn.RECEIVER && isTaskThreadIdle && isSmall) {
                pass(Turn.FREE);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds what was received before the end: nobody receives any more. */
    void addLast(List<Frame> frames) {
        lock.lock();
        try {
            waiting.addAll(frames);
            filled.signal();
            pass(Turn.OVER);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isSmall(List<Frame> frames) {
        if (frames.size() > SMALL_BATCH) {
            return false;
        }
        for (Frame frame : frames) {
            boolean isRare = frame instanceof Frame.Define || frame instanceof Frame.Forget;
            if (!isRare && !(frame instanceof Frame.Call call && call.payload().length <= SMALL_PAYLOAD)) {
                return false;
            }
        }
        return true;
    }

    private void pass(Turn next) {
        turn = next;
        turns++;
        if (next != Turn.FREE || !isLooking) {
            left.signal();
        }
        isLooking |= next == Turn.FREE;
    }

    /** Waits for frames and takes them all; gives the empty queue in exchange. For the task thread. */
    ArrayDeque<Frame> takeAll(ArrayDeque<Frame> empty) {
        while (true) {
            lock.lock();
            try {
                isTaskThreadIdle = true;
                while (waiting.isEmpty() && turn != Turn.FREE) {
                    filled.awaitUninterruptibly();
                }
                isTaskThreadIdle = false;
                if (!waiting.isEmpty()) {
                    ArrayDeque<Frame> taken = waiting;
                    waiting = empty;
                    return taken;
                }
                turn = Turn.TASK_THREAD;
                turns++;
            } finally {
                lock.unlock();
            }
            if (receiving != null) {
                receiving.run();
            }
        }
    }

    /** Waits until it is the receiver's turn; {@code false} if the end has been received. */
    boolean awaitTurn() {
        lock.lock();
        try {
            while (turn != Turn.RECEIVER && turn != Turn.OVER) {
                if (isLooking) {
                    look();
                } else {
                    left.awaitUninterruptibly();
                }
            }
            return turn == Turn.RECEIVER;
        } finally {
            lock.unlock();
        }
    }

    /** Looks every now and then, until the turn is its own or the task thread has waited for a while itself. */
    private void look() {
        int idle = 0;
        boolean isIgnored = false;
        while (idle < IDLE_LOOKS && (turn == Turn.FREE || turn == Turn.TASK_THREAD)) {
            long before = turns;
            try {
                long unused = left.awaitNanos(LOOK_NANOS);
            } catch (InterruptedException e) {
                isIgnored = true; // nobody here has a use for it; it only makes this look a short one
            }
            boolean isSame = turns == before;
            if (isSame && turn == Turn.FREE && !isIgnored) {
                turn = Turn.RECEIVER;
                turns++;
            }
            isIgnored = false;
            idle = isSame ? idle + 1 : 0;
        }
        isLooking = turn == Turn.FREE;
    }
}
