package dev.trenza.core;

import org.jspecify.annotations.Nullable;

/**
 * The task threw, or its input or result could not be encoded. The cause is what it threw: the exception itself where the
 * task ran in this JVM, a {@link RemoteException} with the same text and stack where it ran in a worker.
 */
public final class TaskFailedException extends TaskException {

    private static final long serialVersionUID = 1;

    public TaskFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** {@code true}: the outside world may have changed. */
    @Override
    public boolean isRetryable() {
        return true;
    }
}
