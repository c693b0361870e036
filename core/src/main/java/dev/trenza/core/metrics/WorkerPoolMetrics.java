package dev.trenza.core.metrics;

import dev.trenza.core.process.CallTotals;
import dev.trenza.core.process.PoolMetrics;
import dev.trenza.core.process.WorkerEnd;
import dev.trenza.core.process.WorkerInfo;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.core.process.WorkerState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The meters of a pool, each with its name as the tag {@code pool}. Immutable. To use it, write
 * {@code new WorkerPoolMetrics(pool).bindTo(registry)}.
 *
 * <p>The pool counts anyway, and the meters read: a call costs nothing more for them, however small it is. They hold the pool
 * weakly. Names and tags are in docs/observability.md.
 */
public final class WorkerPoolMetrics implements MeterBinder {

    private final WorkerPool pool;
    private final Tags tags;

    /** For one pool. */
    public WorkerPoolMetrics(WorkerPool pool) {
        this(pool, List.of());
    }

    /**
     * For one pool, with more tags.
     *
     * @param tags for all of its meters
     */
    public WorkerPoolMetrics(WorkerPool pool, Iterable<Tag> tags) {
        this.pool = pool;
        this.tags = Tags.concat(tags, "pool", pool.config().name());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        calls(registry);
        workers(registry);
        counter("trenza.transfer.bytes", "direction", "to-worker", PoolMetrics::sentBytes)
                .description("Bytes of inputs and results")
                .baseUnit("bytes")
                .register(registry);
        counter("trenza.transfer.bytes", "direction", "from-worker", PoolMetrics::receivedBytes)
                .description("Bytes of inputs and results")
                .baseUnit("bytes")
                .register(registry);
    }

    private void calls(MeterRegistry registry) {
        for (String status : pool.metrics().ended().keySet()) {
            FunctionTimer.builder(
                            "trenza.task",
                            pool,
                            it -> ended(it, status).calls(),
                            it -> ended(it, status).runNanos(),
                            TimeUnit.NANOSECONDS)
                    .tags(tags.and("outcome", status))
                    .description("Calls that have ended, and how long they ran")
                    .register(registry);
        }
        FunctionTimer.builder(
                        "trenza.task.queue",
                        pool,
                        it -> it.metrics().waits().calls(),
                        it -> it.metrics().waits().runNanos(),
                        TimeUnit.NANOSECONDS)
                .tags(tags)
                .description("How long calls have waited until they ran")
                .register(registry);
        Gauge.builder("trenza.pool.pending", pool, it -> it.metrics().pending())
                .tags(tags)
                .description("Calls that wait for a worker")
                .register(registry);
    }

    private static CallTotals ended(WorkerPool pool, String status) {
        return pool.metrics().ended().getOrDefault(status, new CallTotals(0, 0));
    }

    private void workers(MeterRegistry registry) {
        state(registry, "starting", worker -> worker.state() == WorkerState.STARTING);
        state(registry, "idle", worker -> worker.state() == WorkerState.READY && worker.inFlight() == 0);
        state(registry, "busy", worker -> worker.state() == WorkerState.READY && worker.inFlight() > 0);
        state(
                registry,
                "stopping",
                worker -> worker.state() == WorkerState.STOPPING || worker.state() == WorkerState.KILLING);
        for (WorkerEnd why : WorkerEnd.values()) {
            if (why != WorkerEnd.CLOSED) {
                counter(
                                "trenza.worker.restarts",
                                "reason",
                                why.text(),
                                metrics -> metrics.workerEnds().getOrDefault(why, 0L))
                        .description("Workers that are gone while the pool goes on")
                        .register(registry);
            }
        }
        Gauge.builder(
                        "trenza.worker.rss",
                        pool,
                        it -> it.workers().stream()
                                .mapToLong(WorkerInfo::residentBytes)
                                .sum())
                .tags(tags)
                .description("Memory that the processes of all workers have, heap and all else")
                .baseUnit("bytes")
                .register(registry);
    }

    private void state(MeterRegistry registry, String state, Predicate<WorkerInfo> isIn) {
        Gauge.builder(
                        "trenza.pool.workers",
                        pool,
                        it -> it.workers().stream().filter(isIn).count())
                .tags(tags.and("state", state))
                .description("Workers that there are")
                .register(registry);
    }

    private FunctionCounter.Builder<WorkerPool> counter(
            String name, String key, String value, ToDoubleFunction<PoolMetrics> count) {
        return FunctionCounter.builder(name, pool, it -> count.applyAsDouble(it.metrics()))
                .tags(tags.and(key, value));
    }
}
