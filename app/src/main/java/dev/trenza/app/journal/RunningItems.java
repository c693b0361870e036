package dev.trenza.app.journal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the items are known by that run: few at a time, with numbers that are near each other. A ring in which each has the
 * place that its number says; one that runs for so long that its place is wanted moves out. Thread-safe.
 */
final class RunningItems {

    private static final int PLACES = 1 << 10;

    // Mutable state, guarded by this
    private final @Nullable ItemKey[] keys = new ItemKey[PLACES];
    private final long[] numbers = new long[PLACES];
    private final Map<Long, ItemKey> late = new HashMap<>();

    /** Puts an item in. */
    synchronized void put(long number, ItemKey key) {
        int place = place(number);
        ItemKey there = keys[place];
        if (there != null) {
            late.put(numbers[place], there);
        }
        keys[place] = key;
        numbers[place] = number;
    }

    /** Takes an item out; empty if it is not there. */
    synchronized Optional<ItemKey> take(long number) {
        int place = place(number);
        ItemKey key = keys[place];
        if (key == null || numbers[place] != number) {
            return Optional.ofNullable(late.remove(number));
        }
        keys[place] = null;
        return Optional.of(key);
    }

    private static int place(long number) {
        return (int) number & (PLACES - 1);
    }
}
