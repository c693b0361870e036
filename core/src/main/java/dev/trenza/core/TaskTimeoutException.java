package dev.trenza.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An item took longer than it may. The cause, if there is one, is the stack that its task was stuck in.
 *
 * <pre>{@code
 * paths.transform(pool.map(Documents::parse))
 *         .doOnError(TaskTimeoutException.class, e -> log.warn("over {}, it hung here:", e.timeout(), e.getCause()));
 * }</pre>
 */
public final class TaskTimeoutException extends TaskException {

    private static final long serialVersionUID = 1;

    private final TimeLimits.Kind limit;
    private final Duration timeout;

    public TaskTimeoutException(String message, TimeLimits.Kind limit, Duration timeout, @Nullable Throwable cause) {
        super(message, cause);
        this.limit = limit;
        this.timeout = timeout;
    }

    /** Which limit was enforced. */
    public TimeLimits.Kind limit() {
        return limit;
    }

    /** Its value. */
    public Duration timeout() {
        return timeout;
    }

    /** Whether it only waited too long: what ran too long once will again. */
    @Override
    public boolean isRetryable() {
        return limit == TimeLimits.Kind.QUEUE;
    }
}
