package dev.trenza.worker;

import dev.trenza.task.Nullable;
import dev.trenza.worker.protocol.FrameWriter;
import dev.trenza.worker.protocol.ValueCodec;
import dev.trenza.worker.protocol.ValuePacker;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Small results with consecutive ids that wait to leave in one frame. Nothing here takes a lock: between two calls it
 * belongs to the task thread; while a call runs, what was {@link #publish}ed belongs to whoever holds that call, who may
 * {@link #release} it, so that no result waits for the call behind it.
 */
final class HeldResults implements FrameWriter.Gatherer {

    /** A quarter of the least room that a pipe has. */
    private static final int FULL_BYTES = 16 << 10;

    private final FrameWriter writer;
    private final RunningCall running;
    private final ValuePacker values;

    /** How many values, in the upper half, and where they end. Task thread. */
    private final AtomicLong published = new AtomicLong();

    // Mutable state of the task thread
    private long firstId;
    private long runNanos;

    // Mutable state, of the task thread between two calls, and of who holds one
    private volatile int takenCount;
    private int takenEnd;

    /**
     * Makes it empty.
     *
     * @param maxPayload bytes of a result that may leave at all
     */
    HeldResults(FrameWriter writer, RunningCall running, int maxPayload) {
        this.writer = writer;
        this.running = running;
        // It never grows: somebody may be reading.
        this.values = new ValuePacker(maxPayload, FULL_BYTES + ValuePacker.ROOM_FOR_ONE);
    }

    /**
     * Adds the result of the running call. It is seen by others after {@link #publish}.
     *
     * @return {@code null} if it was added; its bytes if it is large and has to leave alone
     * @throws IOException if it cannot be sent
     */
    byte @Nullable [] add(long id, ValueCodec codec, @Nullable Object result) throws IOException {
        if (values.count() == 0) {
            firstId = id;
        }
        return values.add(codec, result);
    }

    /**
     * Lets others release what was added.
     *
     * @return whether it is the first since they did, and somebody should be told to look
     */
    boolean publish() {
        published.lazySet((long) values.count() << 32 | values.size());
        return values.count() - takenCount == 1;
    }

    boolean isEmpty() {
        return values.count() == 0;
    }

    boolean isFull() {
        return values.size() >= FULL_BYTES;
    }

    /** Whether a result with this id could follow what is here. */
    boolean isFollowedBy(long id) {
        return values.count() == 0 || id == firstId + values.count();
    }

    /** The calls whose results are here have run for so much longer. */
    void ran(long nanos) {
        runNanos += nanos;
    }

    /** For how long the calls ran whose results are here, as far as that was measured. */
    long runNanos() {
        return runNanos;
    }

    /** Queues all that is here and begins anew; called between two calls. */
    void flush() {
        if (isEmpty()) {
            return;
        }
        queue(values.count(), values.size(), runNanos);
        values.clear();
        runNanos = 0;
        published.lazySet(0);
        takenCount = 0;
        takenEnd = 0;
    }

    private boolean queue(int count, int end, long nanos) {
        int before = takenCount;
        if (count == before) {
            return false;
        }
        writer.enqueueResults(firstId + before, count - before, nanos, values.array(), takenEnd, end);
        takenCount = count;
        takenEnd = end;
        return true;
    }

    @Override
    public boolean release() {
        if (!running.tryHold()) {
            return false;
        }
        try {
            long seen = published.get();
            return queue((int) (seen >>> 32), (int) seen, 0);
        } finally {
            running.release();
        }
    }
}
