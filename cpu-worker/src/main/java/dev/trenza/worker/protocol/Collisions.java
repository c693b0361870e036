package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts keys of the same hash in one table. Each is compared with all before it, unless they are of one class that has an
 * order; a stranger who has chosen a million of them keeps a thread busy for ever. Confined to one thread.
 */
final class Collisions {

    /** A bad hash function is no attack: two coordinates in {@code 31 * x + y} collide some tens of times. */
    private static final int MAX_OF_ONE_HASH = 1_000;

    // Mutable state
    private @Nullable Class<?> only;
    private boolean isOrdered = true;
    private int keys;
    private final Map<Integer, Integer> ofHash = new HashMap<>();

    /**
     * Counts a key that is about to be put into the table.
     *
     * @throws ProtocolException if there are too many like it
     */
    void add(@Nullable Object key) throws ProtocolException {
        if (key == null) {
            return;
        }
        Class<?> type = key.getClass();
        isOrdered &= key instanceof Comparable && (only == null || only == type);
        only = type;
        if (++keys > MAX_OF_ONE_HASH && !isOrdered && ofHash.merge(key.hashCode(), 1, Integer::sum) > MAX_OF_ONE_HASH) {
            throw new ProtocolException(
                    "more than " + MAX_OF_ONE_HASH + " keys of the same hash; a table of them would take for ever");
        }
    }
}
