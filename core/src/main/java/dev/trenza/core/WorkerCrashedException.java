package dev.trenza.core;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The worker ended while it ran this item: the task called exit, crashed the JVM, or something killed it. */
public final class WorkerCrashedException extends WorkerLostException {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    public WorkerCrashedException(String message, int worker, long pid, int exitCode, @Nullable Throwable cause) {
        this(message, worker, pid, exitCode, List.of(), null, cause);
    }

    /**
     * With the whole story.
     *
     * @param history a line for each worker that it cost, oldest first
     * @param quarantine the directory that keeps the item
     * @param cause where {@code System.exit} was called, if that was it
     */
    public WorkerCrashedException(
            String message,
            int worker,
            long pid,
            int exitCode,
            List<String> history,
            @Nullable Path quarantine,
            @Nullable Throwable cause) {
        super(message, worker, pid, history, quarantine, cause);
        this.exitCode = exitCode;
    }

    /** As Java reports it: 0 to 255, 128 + n after signal n. */
    public int exitCode() {
        return exitCode;
    }

    /** The signal that ended it, as Python's negative exit code reads: 9 where {@link #exitCode} is 137. */
    public OptionalInt signal() {
        return exitCode > 128 && exitCode <= 128 + 64 ? OptionalInt.of(exitCode - 128) : OptionalInt.empty();
    }

    /** {@code true}: the worker may have been killed from outside. */
    @Override
    public boolean isRetryable() {
        return true;
    }
}
