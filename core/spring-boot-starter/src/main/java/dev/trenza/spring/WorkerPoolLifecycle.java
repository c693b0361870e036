package dev.trenza.spring;

import dev.trenza.core.process.WorkerPool;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Flux;

/**
 * Ends pools in their turn: after the web server, whose last requests may still need it. Thread-safe.
 *
 * <p>What is pending and what runs finishes, for as long as {@code spring.lifecycle.timeout-per-shutdown-phase} says; the rest
 * is killed when the beans are destroyed.
 */
public final class WorkerPoolLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPoolLifecycle.class);

    /** Below those of the web server, which are stopped before: from 1024 to 2048 below the highest. */
    private static final int PHASE = Integer.MAX_VALUE - 4096;

    private final List<WorkerPool> pools;
    private final boolean isWarmedUp;

    // Mutable state
    private volatile boolean isRunning;

    WorkerPoolLifecycle(Collection<WorkerPool> pools, boolean isWarmedUp) {
        this.pools = List.copyOf(pools);
        this.isWarmedUp = isWarmedUp;
    }

    @Override
    public void start() {
        isRunning = true;
        if (isWarmedUp) {
            pools.forEach(WorkerPoolLifecycle::warmUp);
        }
    }

    private static void warmUp(WorkerPool pool) {
        pool.warmup()
                .subscribe(
                        unused -> {},
                        e -> LOG.error(
                                "the workers of pool '{}' cannot start",
                                pool.config().name(),
                                e));
    }

    @Override
    public void stop(Runnable callback) {
        isRunning = false;
        Flux.fromIterable(pools)
                .flatMapDelayError(WorkerPool::disposeLater, Math.max(1, pools.size()), 1)
                .doFinally(signal -> callback.run())
                .subscribe(unused -> {}, e -> LOG.warn("a pool has ended with an error", e));
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }

    /** A pool that was closed stays closed, so it does not take part in pauses of a context. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
