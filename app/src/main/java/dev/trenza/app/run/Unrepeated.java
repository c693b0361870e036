package dev.trenza.app.run;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * An action that does not run again so soon: {@code timeout} sends its signal to the process and to its whole group, and the
 * second one is the same. Thread-safe.
 */
final class Unrepeated implements Runnable {

    private final Runnable action;
    private final long gapNanos;
    private final LongSupplier clock;

    // Mutable state, guarded by this
    private boolean hasRun;
    private long last;

    /**
     * Wraps an action.
     *
     * @param gap within which another call is the same
     * @param clock in nanoseconds
     */
    Unrepeated(Runnable action, Duration gap, LongSupplier clock) {
        this.action = action;
        this.gapNanos = gap.toNanos();
        this.clock = clock;
    }

    @Override
    public void run() {
        if (isAnother()) {
            action.run();
        }
    }

    private synchronized boolean isAnother() {
        long now = clock.getAsLong();
        if (hasRun && now - last < gapNanos) {
            return false;
        }
        hasRun = true;
        last = now;
        return true;
    }
}
