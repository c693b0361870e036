package dev.trenza.core;

import org.jspecify.annotations.Nullable;

/**
 * What a pool signals. The three families tell what the caller does next: {@link TaskException}, the task failed, go
 * on; {@link WorkerLostException}, a worker was lost and the pool has replaced it, go on; {@link PoolUnusableException},
 * stop.
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
