package dev.trenza.spring;

import dev.trenza.core.process.WorkerPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Ends a pool in its turn: after the web server, whose last requests may still need it. Thread-safe.
 *
 * <p>What is pending and what runs finishes, for as long as {@code spring.lifecycle.timeout-per-shutdown-phase} says; the rest
 * is killed when the bean is destroyed.
 */
public final class WorkerPoolLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPoolLifecycle.class);

    /** Below those of the web server, which are stopped before: from 1024 to 2048 below the highest. */
    private static final int PHASE = Integer.MAX_VALUE - 4096;

    private final WorkerPool pool;
    private final boolean isWarmedUp;

    // Mutable state
    private volatile boolean isRunning;

    WorkerPoolLifecycle(WorkerPool pool, boolean isWarmedUp) {
        this.pool = pool;
        this.isWarmedUp = isWarmedUp;
    }

    @Override
    public void start() {
        isRunning = true;
        if (isWarmedUp) {
            pool.warmup().subscribe(unused -> {}, e -> LOG.error("the workers cannot start", e));
        }
    }

    @Override
    public void stop(Runnable callback) {
        isRunning = false;
        pool.disposeLater()
                .doFinally(signal -> callback.run())
                .subscribe(unused -> {}, e -> LOG.warn("the pool has ended with an error", e));
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
