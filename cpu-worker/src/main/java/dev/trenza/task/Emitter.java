package dev.trenza.task;

/**
 * Where a {@link StreamTask} puts its values, and what it may ask about its call. Thread-safe; of use only until the task
 * returns.
 *
 * <pre>{@code
 * StreamTask<Path, String> lines = (path, out) -> Files.readAllLines(path).forEach(out::emit);
 * }</pre>
 *
 * @param <O> the values
 */
public interface Emitter<O> extends TaskContext {

    /**
     * Emits a value. Waits while the subscriber has not yet taken those before it, except for a few dozen that may be on their
     * way; on an inline pool, which has no thread to wait with, it never does. Counts as {@link #progress()}, also while it waits.
     *
     * @param value not {@code null}
     * @throws java.util.concurrent.CancellationException if the call was cancelled, also while it waits
     * @throws IllegalArgumentException if the value cannot cross the process line, or is too large; the message says why
     * @throws IllegalStateException if the task has returned
     */
    void emit(O value);
}
