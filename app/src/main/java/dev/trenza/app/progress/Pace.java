package dev.trenza.app.progress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/** How fast a run is of late, from a look at its count now and then. Not thread-safe. */
final class Pace {

    private static final long WINDOW_NANOS = 10_000_000_000L;
    private static final double SECOND = 1e9;

    // Mutable state
    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(long nanos, long items) {}

    /** Takes a look: so many items had ended so long after the start. */
    void look(long nanos, long items) {
        if (looks.isEmpty()) {
            looks.add(new Look(0, 0));
        }
        looks.add(new Look(nanos, items));
        while (looks.size() > 2 && nanos - looks.element().nanos > WINDOW_NANOS) {
            looks.remove();
        }
    }

    /** How many items end in a second, in the last ten of them; 0 if nobody has looked. */
    double perSecond() {
        if (looks.isEmpty()) {
            return 0;
        }
        long nanos = looks.getLast().nanos - looks.element().nanos;
        return nanos <= 0 ? 0 : (looks.getLast().items - looks.element().items) * SECOND / nanos;
    }

    /** How many nanoseconds the rest will take at this pace; empty if nobody can know. */
    OptionalLong nanosFor(long itemsLeft) {
        double pace = perSecond();
        return pace == 0 || itemsLeft < 0 ? OptionalLong.empty() : OptionalLong.of((long) (itemsLeft / pace * SECOND));
    }
}
