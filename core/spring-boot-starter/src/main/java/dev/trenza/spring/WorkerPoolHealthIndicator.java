package dev.trenza.spring;

import dev.trenza.core.PoolUnusableException;
import dev.trenza.core.process.PoolMetrics;
import dev.trenza.core.process.WorkerPool;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Tells whether a pool takes calls: down if it was given up, out of service if it was closed. A worker that died is no reason,
 * for the pool replaces it; how many did is among the details. Thread-safe.
 */
public final class WorkerPoolHealthIndicator implements HealthIndicator {

    private final WorkerPool pool;

    /** For one pool. */
    public WorkerPoolHealthIndicator(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public Health health() {
        PoolUnusableException failure = pool.failure().orElse(null);
        Health.Builder health =
                failure != null ? Health.down(failure) : pool.isClosed() ? Health.outOfService() : Health.up();
        PoolMetrics metrics = pool.metrics();
        return health.withDetail("pool", pool.config().name())
                .withDetail("workers", metrics.workers())
                .withDetail("pending", metrics.pending())
                .withDetail("inFlight", metrics.inFlight())
                .withDetail("restarts", metrics.restarts())
                .build();
    }
}
