package dev.trenza.core;

import org.jspecify.annotations.Nullable;

/** The task failed and the pool is as it was: go on with the next item. */
public abstract sealed class TaskException extends TaskPoolException
        permits TaskFailedException, TaskTimeoutException, TaskCancelledException {

    private static final long serialVersionUID = 1;

    TaskException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
