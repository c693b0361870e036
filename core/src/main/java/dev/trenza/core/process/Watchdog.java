package dev.trenza.core.process;

import dev.trenza.worker.protocol.StatusPage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The clock's part of the dispatcher: when to look, and what is overdue. Fenced by the dispatcher's lock.
 *
 * <p>It measures its own gaps: if this JVM itself was stopped, by a signal, a pause of the machine or a long collection,
 * all deadlines are moved by as much, so that no healthy worker is killed for it.
 */
final class Watchdog {

    /** From BYE to the end of a worker. */
    static final long STOP_NANOS = 1_000_000_000;

    private static final long FINE_NANOS = 20_000_000;
    private static final long COARSE_NANOS = 250_000_000;
    private static final long TOLERATED_GAP_NANOS = 300_000_000;

    private final WorkerPoolConfig config;

    // Mutable state
    private long nextTick = Long.MAX_VALUE;

    Watchdog(WorkerPoolConfig config) {
        this.config = config;
    }

    /**
     * Asks for a tick if there is something to watch and none will come in time.
     *
     * @param soonest after so many nanoseconds something else than a call may be due
     */
    void arm(Iterable<Worker> workers, long soonest, long now, Effects effects) {
        long period = Math.min(period(workers), Math.max(soonest, FINE_NANOS));
        if (period < nextTick - now) {
            nextTick = now + period;
            effects.tickAfter(period);
        }
    }

    private static long period(Iterable<Worker> workers) {
        long period = Long.MAX_VALUE;
        for (Worker worker : workers) {
            if (worker.state == WorkerState.KILLING) {
                continue;
            }
            Call first = worker.inFlight.peek();
            if (worker.deadline != Long.MAX_VALUE || worker.hasStops || hasTimeout(first)) {
                return FINE_NANOS;
            }
            period = first == null ? period : COARSE_NANOS;
        }
        return period;
    }

    private static boolean hasTimeout(@Nullable Call call) {
        return call != null && call.lane.timeout() != null;
    }

    /** Whether this tick is the one that was asked for last; others were overtaken by it and mean nothing. */
    boolean isDue(long now) {
        return now >= nextTick;
    }

    /**
     * A tick has come.
     *
     * @return for how long this JVM was stopped, in nanoseconds; 0 if it was not
     */
    long tick(long now) {
        long late = now - nextTick;
        nextTick = Long.MAX_VALUE;
        return late > TOLERATED_GAP_NANOS ? late : 0;
    }

    /** A worker has got a call after it had none: its times begin anew. */
    void busy(Worker worker, long now) {
        worker.watchedCall = 0;
        worker.watchedSince = now;
        worker.lastBeatSeen = now;
    }

    /** The call that has been running for longer than it may, or {@code null}. */
    @Nullable
    Call overlong(Worker worker, long now) {
        long running = worker.linked().process().page().running();
        if (running == 0 || running != worker.watchedCall) {
            worker.watchedCall = running;
            worker.watchedSince = now;
            return null;
        }
        Call call = worker.find(running);
        Duration timeout = call == null ? null : call.lane.timeout();
        return timeout != null && now - worker.watchedSince >= timeout.toNanos() ? call : null;
    }

    /** Whether a busy worker has given no sign of life for too long. */
    boolean isFrozen(Worker worker, long now) {
        StatusPage page = worker.linked().process().page();
        if (page.beats() != worker.lastBeats) {
            worker.lastBeats = page.beats();
            worker.lastBeatSeen = now;
            return false;
        }
        return now - worker.lastBeatSeen >= config.heartbeatTimeout().toNanos();
    }

    /** Why a worker whose deadline has passed is killed. */
    String overdue(Worker worker) {
        return switch (worker.state) {
            case STARTING -> "it was not ready within " + Failures.show(config.startupTimeout());
            case STOPPING -> "it did not end within 1 s of being told to";
            default -> "its channel had ended and it had not";
        };
    }
}
