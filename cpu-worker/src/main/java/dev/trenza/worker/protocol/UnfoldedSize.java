package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * How large a serialised object is for whoever walks through it: lists that share their elements may be tiny as bytes, and
 * take for ever to be hashed or compared. Counts collections, maps and arrays of objects, as they are read from the inside
 * out. Confined to one thread.
 */
final class UnfoldedSize {

    private static final long LIMIT = 10_000_000;

    // Mutable state
    private final IdentityHashMap<Object, Long> sizes = new IdentityHashMap<>();

    /**
     * Counts what has been read, whose parts have been counted before.
     *
     * @throws RefusedValueException if there is too much of it
     */
    void add(@Nullable Object value) throws RefusedValueException {
        long size = 1;
        if (value instanceof Collection<?> collection) {
            size += sizeOf(collection);
        } else if (value instanceof Map<?, ?> map) {
            size += sizeOf(map.keySet()) + sizeOf(map.values());
        } else if (value instanceof Object[] array) {
            for (Object element : array) {
                size += sizeOf(element);
            }
        } else {
            return;
        }
        if (size > LIMIT) {
            throw new RefusedValueException(
                    "it is larger than " + LIMIT + " parts if what it shares is counted each time");
        }
        sizes.put(value, size);
    }

    private long sizeOf(Collection<?> parts) {
        long size = 0;
        for (Object part : parts) {
            size += sizeOf(part);
        }
        return size;
    }

    private long sizeOf(@Nullable Object part) {
        return part == null ? 1 : sizes.getOrDefault(part, 1L);
    }
}
