package dev.trenza.spring;

import dev.trenza.core.PoolUnusableException;
import dev.trenza.core.process.PoolMetrics;
import dev.trenza.core.process.WorkerPool;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Tells whether pools take calls: down if one was given up, out of service if one was closed. A worker that died is no reason,
 * for its pool replaces it; how many did is among the details: those of a pool, or of each by its name. Thread-safe.
 */
public final class WorkerPoolHealthIndicator implements HealthIndicator {

    private final List<WorkerPool> pools;

    /** For one pool. */
    public WorkerPoolHealthIndicator(WorkerPool pool) {
        this(List.of(pool));
    }

    /** For all pools of an application; without any it is up. */
    public WorkerPoolHealthIndicator(Collection<WorkerPool> pools) {
        this.pools = List.copyOf(pools);
    }

    @Override
    public Health health() {
        Health.Builder health = worst();
        if (pools.size() == 1) {
            return health.withDetails(details(pools.get(0))).build();
        }
        pools.forEach(pool -> health.withDetail(pool.config().name(), details(pool)));
        return health.build();
    }

    private Health.Builder worst() {
        for (WorkerPool pool : pools) {
            PoolUnusableException failure = pool.failure().orElse(null);
            if (failure != null) {
                return Health.down(failure);
            }
        }
        return pools.stream().anyMatch(WorkerPool::isClosed) ? Health.outOfService() : Health.up();
    }

    private static Map<String, Object> details(WorkerPool pool) {
        PoolMetrics metrics = pool.metrics();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("pool", pool.config().name());
        details.put("status", status(pool).getCode());
        details.put("workers", metrics.workers());
        details.put("pending", metrics.pending());
        details.put("inFlight", metrics.inFlight());
        details.put("restarts", metrics.restarts());
        return details;
    }

    private static Status status(WorkerPool pool) {
        return pool.failure().isPresent() ? Status.DOWN : pool.isClosed() ? Status.OUT_OF_SERVICE : Status.UP;
    }
}
