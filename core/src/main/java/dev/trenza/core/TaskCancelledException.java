package dev.trenza.core;

/** The caller no longer wanted the result: the subscription was cancelled, or the pool was closed at once. */
public final class TaskCancelledException extends TaskException {

    private static final long serialVersionUID = 1;

    public TaskCancelledException(String message) {
        super(message, null);
    }

    /** {@code true}: nothing was wrong with the item. */
    @Override
    public boolean isRetryable() {
        return true;
    }
}
