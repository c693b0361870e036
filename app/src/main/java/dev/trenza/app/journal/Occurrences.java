package dev.trenza.app.journal;

import java.util.HashMap;
import java.util.Map;

/**
 * Tells the first {@code x} of a stream from the second: both are items, and each has a result. Keeps 64 bits of each
 * hash, 13 to 20 bytes an item; two different items that share them cost no more than a number that one would not need.
 * Confined to one source.
 */
final class Occurrences {

    private static final int SMALLEST = 64;
    private static final int LOAD_PERCENT = 60;

    // Mutable state: open addressing, without 0
    private long[] seen = new long[SMALLEST];
    private int size;
    private final Map<Long, Integer> repeated = new HashMap<>();

    /** How often this hash has been here before. */
    int next(long hash) {
        long key = hash == 0 ? 1 : hash;
        if ((size + 1) * 100L > LOAD_PERCENT * (long) seen.length) {
            grow();
        }
        int slot = slot(key);
        if (seen[slot] == key) {
            return repeated.merge(key, 1, Integer::sum);
        }
        seen[slot] = key;
        size++;
        return 0;
    }

    private int slot(long key) {
        long[] slots = seen;
        int slot = KeyTable.firstSlot(key, slots.length);
        // One look for each slot: most of the time goes into waiting for memory.
        for (long there = slots[slot]; there != 0 && there != key; there = slots[slot]) {
            slot = slot + 1 == slots.length ? 0 : slot + 1;
        }
        return slot;
    }

    private void grow() {
        long[] old = seen;
        seen = new long[(int) Math.min(Integer.MAX_VALUE - 8L, old.length + old.length / 2L)];
        for (long key : old) {
            if (key != 0) {
                seen[slot(key)] = key;
            }
        }
    }
}
