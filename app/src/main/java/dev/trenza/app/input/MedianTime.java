package dev.trenza.app.input;

import java.util.Comparator;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * The median of run times as they come in; exact, from the third on. Thread-safe.
 *
 * <p>Two halves, the lower one upside down: the median is at the top. 16 bytes for each item.
 */
public final class MedianTime {

    private static final int LEAST = 3;

    // Mutable state, guarded by this
    private final PriorityQueue<Long> lower = new PriorityQueue<>(Comparator.reverseOrder());
    private final PriorityQueue<Long> upper = new PriorityQueue<>();

    /** Makes one that knows no time. */
    public MedianTime() {}

    /** Adds a time. */
    public synchronized void add(long nanos) {
        lower.add(nanos);
        upper.add(lower.remove());
        if (upper.size() > lower.size()) {
            lower.add(upper.remove());
        }
    }

    /** The median, of two the lesser; empty while fewer than three are known. */
    public synchronized OptionalLong nanos() {
        return lower.size() + upper.size() < LEAST ? OptionalLong.empty() : OptionalLong.of(lower.element());
    }
}
