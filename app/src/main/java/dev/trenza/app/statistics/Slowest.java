package dev.trenza.app.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The largest few of many. Not thread-safe. */
final class Slowest<T> {

    private final int limit;
    private final ToLongFunction<T> nanos;

    // Mutable state
    private final PriorityQueue<T> kept;

    Slowest(int limit, ToLongFunction<T> nanos) {
        this.limit = limit;
        this.nanos = nanos;
        this.kept = new PriorityQueue<>(Comparator.comparingLong(nanos));
    }

    /** Takes it if it is one of the largest so far; only then it is made. */
    void offer(long time, Supplier<T> candidate) {
        if (kept.size() == limit) {
            if (nanos.applyAsLong(kept.element()) >= time) {
                return;
            }
            kept.remove();
        }
        kept.add(candidate.get());
    }

    /** The largest first. */
    List<T> list() {
        List<T> list = new ArrayList<>(kept);
        list.sort(Comparator.comparingLong(nanos).reversed());
        return list;
    }
}
