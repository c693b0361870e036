package dev.trenza.core.process;

import dev.trenza.core.PoolClosedException;
import dev.trenza.core.PoolUnusableException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a pool knows: its workers, its calls, its clock, and whether it is still open. Fenced by the {@link Dispatcher}'s
 * lock, like all that works on it: {@link Staffing}, {@link Assignment} and {@link Settlement}.
 */
final class PoolState {

    final WorkerPoolConfig config;
    final Crew crew;
    final Backlog backlog = new Backlog();
    final Watchdog watchdog;
    final CallTally tally = new CallTally();

    private final LongSupplier clock;

    // Mutable state
    boolean isClosed;
    boolean isClosedNow;

    /** What has not begun never will. */
    boolean isSkipping;

    /** Why the pool is given up: a new exception for each who asks, since exceptions gather what befalls them. */
    @Nullable
    Supplier<PoolUnusableException> broken;

    /**
     * Makes the state of a pool without workers.
     *
     * @param clock in nanoseconds, like {@link System#nanoTime()}
     * @param startsAtOnce most workers that start at the same time
     */
    PoolState(WorkerPoolConfig config, LongSupplier clock, int startsAtOnce) {
        this.config = config;
        this.clock = clock;
        this.crew = new Crew(config.workers(), startsAtOnce);
        this.watchdog = new Watchdog(config);
    }

    /** The pool's time, in nanoseconds. */
    long now() {
        return clock.getAsLong();
    }

    /** Whether no call may be started any more. */
    boolean isUnusable() {
        return isClosedNow || broken != null;
    }

    /** Whether it will need no further worker: it was closed, and what it had taken has ended. */
    boolean isWindingUp() {
        return isClosed && !backlog.hasOpenLanes();
    }

    PoolClosedException closed() {
        return new PoolClosedException("pool '" + config.name() + "'");
    }

    void throwIfClosed() {
        if (broken != null) {
            throw broken.get();
        }
        if (isClosed) {
            throw closed();
        }
    }
}
