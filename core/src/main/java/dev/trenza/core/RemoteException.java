package dev.trenza.core;

import dev.trenza.worker.protocol.RemoteFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task threw in a worker, rebuilt from text: class name, message, stack, causes and suppressed exceptions. The
 * foreign class itself is never loaded here.
 *
 * <pre>{@code
 * paths.transform(pool.map(Documents::parse)).doOnError(TaskFailedException.class, e -> {
 *     if (e.getCause() instanceof RemoteException thrown && thrown.type().equals("java.io.IOException")) {
 *         log.warn("a document that cannot be read", thrown);
 *     }
 * });
 * }</pre>
 */
public final class RemoteException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String type;

    /**
     * Rebuilds an exception.
     *
     * @param type its class name
     * @param message what it said, or {@code null}
     * @param stack where it was thrown, in the worker
     * @param cause likewise, or {@code null}
     * @param suppressed likewise
     */
    public RemoteException(
            String type,
            @Nullable String message,
            List<StackTraceElement> stack,
            @Nullable RemoteException cause,
            List<RemoteException> suppressed) {
        super(message, cause);
        this.type = type;
        setStackTrace(stack.toArray(StackTraceElement[]::new));
        suppressed.forEach(this::addSuppressed);
    }

    /** Rebuilds an exception from what has crossed the process line. */
    public static RemoteException of(RemoteFailure failure) {
        RemoteFailure cause = failure.cause();
        return new RemoteException(
                failure.type(),
                failure.message(),
                failure.stack(),
                cause == null ? null : of(cause),
                failure.suppressed().stream().map(RemoteException::of).toList());
    }

    /** The class name of what was thrown: {@code java.io.IOException}. */
    public String type() {
        return type;
    }

    /** As the original prints itself: {@code java.io.IOException: disk full}. */
    @Override
    public String toString() {
        return getMessage() == null ? type : type + ": " + getMessage();
    }
}
