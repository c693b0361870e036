package dev.trenza.core.process;

import dev.trenza.worker.protocol.ValueCodec;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * What has ended of a lane and was not emitted, one by one, as it came or in the order of the items. Anybody may
 * {@link #add}; the rest is confined to the draining thread.
 */
final class Arrivals {

    private final ValueCodec codec;
    private final boolean isOrdered;
    private final Queue<Ended> done = Queues.<Ended>unboundedMultiproducer().get();

    // Mutable state of the draining thread
    private final InOrder inOrder = new InOrder();
    private @Nullable Work nextDone;
    private @Nullable OpenPack openPack;
    private long lastIndex;
    private long released;

    /**
     * Makes it empty.
     *
     * @param codec of the results
     * @param isOrdered whether they come out in the order of the items
     */
    Arrivals(ValueCodec codec, boolean isOrdered) {
        this.codec = codec;
        this.isOrdered = isOrdered;
    }

    void add(Ended calls) {
        done.add(calls);
    }

    /** Whether nothing has been added that was not looked at. */
    boolean isEmpty() {
        return done.isEmpty();
    }

    /** Forgets all that was not emitted. */
    void clear() {
        done.clear();
        nextDone = null;
        openPack = null;
    }

    /** The next {@link Call} to emit, or the value of one of which nothing else is told; {@code null} if there is none yet. */
    @Nullable
    Object next() {
        if (!isOrdered) {
            return nextEnded();
        }
        for (Object ended = nextEnded(); ended != null; ended = nextEnded()) {
            inOrder.add(lastIndex, ended);
        }
        Object next = inOrder.next();
        if (next instanceof LastOfPack last) {
            released += last.retained();
            return last.ended();
        }
        return next;
    }

    /** What comes out of a pack last, in the ring: with it the bytes are let go that the pack has held. */
    private record LastOfPack(Object ended, long retained) {}

    private @Nullable Object nextEnded() {
        OpenPack open = openPack;
        if (open == null) {
            Work work = nextWork();
            if (!(work instanceof Pack pack)) {
                lastIndex = work instanceof Call call ? call.index : 0;
                return work;
            }
            open = new OpenPack(pack, codec);
            openPack = open;
        }
        lastIndex = open.index();
        Object ended = open.next();
        if (open.isEmpty()) {
            openPack = null;
            if (isOrdered) {
                return new LastOfPack(ended, open.retained());
            }
            released += open.retained();
        }
        return ended;
    }

    private @Nullable Work nextWork() {
        Work work = nextDone;
        if (work == null) {
            Ended calls = done.poll();
            work = calls == null ? null : calls.first();
        }
        nextDone = work == null ? null : Ended.after(work);
        return work;
    }

    /** Bytes of the packs that have come out since the last time, but for the calls that were made of some. */
    long takeReleased() {
        long bytes = released;
        released = 0;
        return bytes;
    }
}
