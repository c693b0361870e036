package dev.trenza.core;

import org.jspecify.annotations.Nullable;

/** The pool can run nothing any more: stop. */
public abstract sealed class PoolUnusableException extends TaskPoolException
        permits PoolClosedException, WorkerStartException {

    private static final long serialVersionUID = 1;

    PoolUnusableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** {@code false}. */
    @Override
    public boolean isRetryable() {
        return false;
    }
}
