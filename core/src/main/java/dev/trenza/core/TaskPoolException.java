package dev.trenza.core;

import org.jspecify.annotations.Nullable;

/**
 * What a pool signals. The three families tell what the caller does next: {@link TaskException}, the task failed, go
 * on; {@link WorkerLostException}, a worker was lost and the pool has replaced it, go on; {@link PoolUnusableException},
 * stop.
 *
 * <pre>{@code
 * paths.transform(pool.map(Documents::parse))
 *         .doOnError(TaskException.class, e -> log.warn("this document: {}", e.getMessage()))
 *         .doOnError(WorkerLostException.class, e -> log.warn("it cost worker {}", e.pid()))
 *         .doOnError(PoolUnusableException.class, e -> log.error("no more documents", e));
 * }</pre>
 */
public abstract sealed class TaskPoolException extends RuntimeException
        permits TaskException, WorkerLostException, PoolUnusableException {

    private static final long serialVersionUID = 1;

    TaskPoolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether running the same item again may end otherwise. */
    public abstract boolean isRetryable();

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
