package dev.trenza.core.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a pool replaces or ends workers that are well. Immutable; made by {@link WorkerPool#builder()}.
 *
 * <p>A worker that has served long enough serves on until its successor is ready: the limits are when the search for one
 * begins, not when the worker ends. Each worker has its own limits, up to 10 % to either side, so that those that were
 * started together are not replaced together.
 *
 * @param maxTasks calls that a worker takes before it is replaced; 0, the default, is no limit
 * @param maxAge how long a worker takes calls before it is replaced; {@code null}, the default, is no limit
 * @param maxMemoryBytes a worker is replaced if a collection leaves so much on its heap between two calls, in bytes; 0,
 *     the default, is no limit
 * @param idleTimeout a worker without calls for so long ends; {@code null}, the default, keeps all warm
 * @param minIdle workers that are kept whatever {@code idleTimeout} says; default 0
 */
public record WorkerLifetime(
        int maxTasks,
        @Nullable Duration maxAge,
        long maxMemoryBytes,
        @Nullable Duration idleTimeout,
        int minIdle) {

    public WorkerLifetime {
        WorkerPoolConfig.atLeast(0, maxTasks, "maxTasksPerWorker");
        WorkerPoolConfig.atLeast(0, maxMemoryBytes, "maxWorkerMemory");
        WorkerPoolConfig.atLeast(0, minIdle, "minIdle");
        if (maxAge != null) {
            WorkerPoolConfig.positive(maxAge, "maxWorkerAge");
        }
        if (idleTimeout != null) {
            WorkerPoolConfig.positive(idleTimeout, "idleTimeout");
        }
    }

    /** From so many bytes of heap on a worker is to measure: the least that any worker's own limit can be. */
    long highHeap() {
        return (long) (maxMemoryBytes * Retirement.LEAST_SHARE);
    }
}
