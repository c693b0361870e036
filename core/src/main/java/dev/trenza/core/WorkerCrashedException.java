package dev.trenza.core;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The worker ended while it ran this item: the task called exit, crashed the JVM, or something killed it.
 *
 * <pre>{@code
 * paths.transform(pool.map(Documents::parse))
 *         .doOnError(WorkerCrashedException.class, e -> log.warn("signal {} of {}", e.signal(), e.history()));
 * }</pre>
 */
public final class WorkerCrashedException extends WorkerLostException {

    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final int signal;

    public WorkerCrashedException(String message, int worker, long pid, int exitCode, @Nullable Throwable cause) {
        this(message, worker, pid, exitCode, signalOf(exitCode), List.of(), null, cause);
    }

    /**
     * With the whole story.
     *
     * @param signal that ended it, or that its JVM has met and reported before it ended itself; 0 for none
     * @param history a line for each worker that it cost, oldest first
     * @param quarantine the directory that keeps the item
     * @param cause where {@code System.exit} was called, if that was it
     */
    public WorkerCrashedException(
            String message,
            int worker,
            long pid,
            int exitCode,
            int signal,
            List<String> history,
            @Nullable Path quarantine,
            @Nullable Throwable cause) {
        super(message, worker, pid, history, quarantine, cause);
        this.exitCode = exitCode;
        this.signal = signal;
    }

    private static int signalOf(int exitCode) {
        return exitCode > 128 && exitCode <= 128 + 64 ? exitCode - 128 : 0;
    }

    /** As Java reports it: 0 to 255, 128 + n after signal n. */
    public int exitCode() {
        return exitCode;
    }

    /**
     * The signal that ended it, as Python's negative exit code reads: 9 where {@link #exitCode} is 137; 11 where a JVM has
     * reported a segmentation fault, whatever it ended with.
     */
    public OptionalInt signal() {
        return signal == 0 ? OptionalInt.empty() : OptionalInt.of(signal);
    }

    /** {@code true}: the worker may have been killed from outside. */
    @Override
    public boolean isRetryable() {
        return true;
    }
}
