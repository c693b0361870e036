package dev.trenza.core.process;

import dev.trenza.core.TimeLimits;
import dev.trenza.worker.protocol.StatusPage;
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

    /** From a call of System.exit to the end; the worker itself halts after 2 s. */
    static final long EXIT_NANOS = 3_000_000_000L;

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
    void arm(Iterable<Worker> workers, Backlog backlog, long soonest, long now, Effects effects) {
        long period = Math.min(period(workers, backlog), Math.max(soonest, FINE_NANOS));
        lookWithin(period, now, effects);
    }

    /** Asks for a tick that comes soon. */
    void lookWithin(long nanos, long now, Effects effects) {
        if (nanos < nextTick - now) {
            nextTick = now + nanos;
            effects.tickAfter(nanos);
        }
    }

    private static long period(Iterable<Worker> workers, Backlog backlog) {
        boolean isTimed = backlog.isTimed();
        long period = isTimed && (backlog.hasPending() || backlog.hasAlone()) ? FINE_NANOS : Long.MAX_VALUE;
        for (Worker worker : workers) {
            if (worker.state == WorkerState.KILLING || worker.isDead) {
                continue;
            }
            boolean isBusy = !worker.isIdle();
            if (worker.deadline != Long.MAX_VALUE || worker.hasStops || (isBusy && isTimed)) {
                return FINE_NANOS;
            }
            period = isBusy ? Math.min(period, COARSE_NANOS) : period;
        }
        return period;
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

    /** A call and the limit that it has passed. */
    record Overrun(Call call, TimeLimits.Kind limit) {}

    /** The running call, if it has passed a limit. */
    @Nullable
    Overrun overrun(Worker worker, long now) {
        StatusPage page = worker.linked().process().page();
        long running = page.running();
        boolean isNew = running != worker.watchedCall;
        if (running == 0 || isNew) {
            worker.watchedCall = running;
            worker.watchedSince = now;
        }
        if (running == 0 || isNew || page.progressCount() != worker.lastProgress) {
            worker.lastProgress = page.progressCount();
            worker.lastProgressSeen = now;
        }
        Work work = running == 0 ? null : worker.workOf(running);
        TimeLimits.Kind passed = work == null ? null : passed(worker, work.lane.limits(), now);
        Call call = passed == null ? null : worker.find(running);
        return passed == null || call == null ? null : new Overrun(call, passed);
    }

    private static TimeLimits.@Nullable Kind passed(Worker worker, TimeLimits limits, long now) {
        if (now - worker.watchedSince >= limits.nanos(TimeLimits.Kind.TASK)) {
            return TimeLimits.Kind.TASK;
        }
        boolean hasStalled = now - worker.lastProgressSeen >= limits.nanos(TimeLimits.Kind.STALL);
        return hasStalled ? TimeLimits.Kind.STALL : null;
    }

    /** Whether a call that was sent waits behind another for longer than it may. */
    boolean waitsTooLong(Worker worker, Call call, long now) {
        return call.isOverdue(now) && call.id != worker.watchedCall;
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
        if (worker.exiting != null) {
            return "it did not end within 3 s of a call of System.exit";
        }
        return switch (worker.state) {
            case STARTING -> "it was not ready within " + Failures.show(config.startupTimeout());
            case STOPPING -> "it did not end within 1 s of being told to";
            default -> "its channel had ended and it had not";
        };
    }
}
