package dev.trenza.core.process;

import java.time.Duration;

/** Counts workers that ended before they were ready, and makes the pause before the next longer each time. */
final class StartFailures {

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final int limit;

    // Mutable state
    private int inARow;

    StartFailures(int limit) {
        this.limit = limit;
    }

    /** Counts one; tells whether it is one too many. */
    boolean add(boolean isFinal) {
        inARow++;
        return isFinal || inARow >= limit;
    }

    void reset() {
        inARow = 0;
    }

    Duration pause() {
        if (inARow == 0) {
            return Duration.ZERO;
        }
        long millis = FIRST_PAUSE_MILLIS << Math.min(inARow - 1, 16);
        return Duration.ofMillis(Math.min(millis, LONGEST_PAUSE_MILLIS));
    }
}
