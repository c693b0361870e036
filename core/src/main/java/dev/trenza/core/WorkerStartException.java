package dev.trenza.core;

import org.jspecify.annotations.Nullable;

/** Workers cannot be started: no Java, a bad option, an initialiser that throws. The message has their last words. */
public final class WorkerStartException extends PoolUnusableException {

    private static final long serialVersionUID = 1;

    public WorkerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
