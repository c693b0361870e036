package dev.trenza.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The task ran longer than it may. The cause, if there is one, is the stack that it was stuck in. */
public final class TaskTimeoutException extends TaskException {

    private static final long serialVersionUID = 1;

    private final Duration timeout;

    public TaskTimeoutException(String message, Duration timeout, @Nullable Throwable cause) {
        super(message, cause);
        this.timeout = timeout;
    }

    /** The limit that was enforced. */
    public Duration timeout() {
        return timeout;
    }

    /** {@code false}: what took too long once will again. */
    @Override
    public boolean isRetryable() {
        return false;
    }
}
