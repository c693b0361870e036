package dev.trenza.core.process;

import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which workers have served long enough, and who takes their place. Fenced by the dispatcher's lock.
 *
 * <p>One at a time, make before break: the successor is hired above the pool's limit, and only when it is ready does the old
 * worker drain and end. A successor that cannot start changes nothing but the time of the next attempt. A worker that is
 * tainted takes no more calls anyway; its successor need not wait for its end.
 */
final class Retirement {

    /** The least and the most that a worker's own limit is of the pool's. */
    static final double LEAST_SHARE = 0.9;

    private static final double MOST_SHARE = 1.1;

    /** Multiples of it, without what is before the point, spread evenly however many there are. */
    private static final double GOLDEN_RATIO = 0.6180339887498949;

    /** For so long after its last call an idle worker may still find that too much is left on its heap. */
    private static final long MEASURING_NANOS = 2_000_000_000L;

    private static final long LOOK_NANOS = 250_000_000L;

    private final WorkerLifetime lifetime;
    private final StartFailures failures = new StartFailures(Integer.MAX_VALUE);

    // Mutable state
    private long hired;

    @Nullable
    private Worker successor;

    @Nullable
    private Worker retiree;

    Retirement(WorkerLifetime lifetime) {
        this.lifetime = lifetime;
    }

    /** Gives a new worker its own limits. */
    void hired(Worker worker) {
        double place = (++hired * GOLDEN_RATIO) % 1;
        worker.lifeShare = LEAST_SHARE + (MOST_SHARE - LEAST_SHARE) * place;
    }

    /** The worker that is to have a successor now, or {@code null}. */
    @Nullable
    Worker due(Iterable<Worker> workers, long now) {
        if (successor != null) {
            return null;
        }
        for (Worker worker : workers) {
            if (!worker.hasSuccessor && (isTaintedAlive(worker) || (worker.isReady() && isOverdue(worker, now)))) {
                return worker;
            }
        }
        return null;
    }

    private static boolean isTaintedAlive(Worker worker) {
        return worker.isTainted && (worker.isReady() || worker.state == WorkerState.STOPPING);
    }

    private boolean isOverdue(Worker worker, long now) {
        long tasks = Math.round(lifetime.maxTasks() * worker.lifeShare);
        long memory = (long) (lifetime.maxMemoryBytes() * worker.lifeShare);
        return (tasks > 0 && worker.taken() >= tasks)
                || (lifetime.maxAge() != null
                        && now - worker.readySince >= nanosOf(lifetime.maxAge(), worker.lifeShare))
                || (memory > 0 && worker.linked().process().page().retainedBytes() >= memory);
    }

    private static long nanosOf(@Nullable Duration duration, double share) {
        return duration == null ? Long.MAX_VALUE : (long) (duration.toNanos() * share);
    }

    /** Notes who is to follow whom. */
    Duration succeeds(Worker newSuccessor, Worker newRetiree) {
        successor = newSuccessor;
        retiree = newRetiree;
        newRetiree.hasSuccessor = true;
        return failures.pause();
    }

    /** Whether a successor is on its way. */
    boolean isUnderWay() {
        return successor != null;
    }

    /** A worker is ready; tells who may go for it, or {@code null}. */
    @Nullable
    Worker ready(Worker worker) {
        if (worker != successor) {
            return null;
        }
        Worker old = retiree;
        successor = null;
        retiree = null;
        failures.reset();
        return old != null && old.isReady() ? old : null;
    }

    /**
     * A worker has ended before it was ready.
     *
     * @return whose place it was to take, if that one is still in service; otherwise {@code null}
     */
    @Nullable
    Worker startFailed(Worker worker) {
        if (worker != successor) {
            return null;
        }
        Worker old = retiree;
        successor = null;
        retiree = null;
        boolean unused = failures.add(false);
        if (old == null || !old.isReady() || old.isTainted) {
            return null;
        }
        old.hasSuccessor = false;
        return old;
    }

    /** Those that had nothing to do for too long, as far as there are more than the pool keeps; the newest first. */
    List<Worker> idleTooLong(List<Worker> workers, long now) {
        long limit = nanosOf(lifetime.idleTimeout(), 1);
        List<Worker> idle = idle(workers)
                .filter(worker -> now - worker.idleSince >= limit && worker != retiree)
                .toList();
        int most = Math.max(0, ready(workers) - lifetime.minIdle());
        return idle.subList(Math.max(0, idle.size() - most), idle.size());
    }

    private static Stream<Worker> idle(List<Worker> workers) {
        return workers.stream().filter(worker -> worker.isReady() && worker.isIdle());
    }

    private static int ready(List<Worker> workers) {
        return (int) workers.stream()
                .filter(worker -> worker.isReady() && !worker.isLeaving())
                .count();
    }

    /** After how many nanoseconds time alone may make a worker due, or idle for too long. */
    long nextLook(List<Worker> workers, long now) {
        long next = Long.MAX_VALUE;
        if (lifetime.maxAge() != null && successor == null) {
            next = least(
                    workers.stream().filter(Worker::isReady),
                    worker -> worker.readySince + nanosOf(lifetime.maxAge(), worker.lifeShare) - now);
        }
        if (lifetime.idleTimeout() != null && ready(workers) > lifetime.minIdle()) {
            next = Math.min(
                    next, least(idle(workers), worker -> worker.idleSince + nanosOf(lifetime.idleTimeout(), 1) - now));
        }
        if (lifetime.maxMemoryBytes() > 0
                && successor == null
                && idle(workers).anyMatch(worker -> now - worker.idleSince < MEASURING_NANOS)) {
            next = Math.min(next, LOOK_NANOS);
        }
        return Math.max(next, 1);
    }

    private static long least(Stream<Worker> workers, ToLongFunction<Worker> time) {
        return workers.mapToLong(time).min().orElse(Long.MAX_VALUE);
    }

    /** Whether there is anything that time alone may bring about. */
    boolean isTimed() {
        return lifetime.maxAge() != null || lifetime.idleTimeout() != null || lifetime.maxMemoryBytes() > 0;
    }
}
