package dev.trenza.task;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * What a running call may ask and tell. Thread-safe; of use only until the task returns.
 *
 * <pre>{@code
 * paths.transform(pool.map(Task.withContext((path, context) -> {
 *     int count = 0;
 *     for (String line : Files.readAllLines(path)) {
 *         context.checkCancelled();
 *         context.progress();
 *         count += line.length();
 *     }
 *     context.log("attempt " + context.attempt() + ": " + count);
 *     return count;
 * })));
 * }</pre>
 */
public interface TaskContext {

    /** A context for a task that is called directly: index 0, attempt 1, never cancelled, logs to {@code System.err}. */
    TaskContext DETACHED = new TaskContext() {
        @Override
        public long index() {
            return 0;
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public boolean isCancelled() {
            return Thread.currentThread().isInterrupted();
        }

        @Override
        public void progress() {}

        @Override
        public void log(Level level, String line) {
            if (isLoggable(level)) {
                System.err.println(line);
            }
        }
    };

    /** Position of the item in the source of its map or its pipeline's stream, from 0; 0 for a single submit. */
    long index();

    /** Which attempt this is, from 1. More than 1 means that the task threw before, or that its worker died. */
    int attempt();

    /** Whether the caller no longer wants the result. A task that ignores it is killed after the grace period. */
    boolean isCancelled();

    /**
     * Ends the task if it was cancelled.
     *
     * @throws CancellationException if {@link #isCancelled()}
     */
    default void checkCancelled() {
        if (isCancelled()) {
            throw new CancellationException("the call was cancelled");
        }
    }

    /**
     * When this attempt will be stopped because its time-out is over, by this machine's clock; empty if it has none. For a task
     * that can do with less where time is short. What it waits to be called is not part of that time, nor is a stall.
     */
    default Optional<Instant> deadline() {
        return Optional.empty();
    }

    /** Says that the task is getting on; costs about as much as a field write. */
    void progress();

    /**
     * What the log of whoever subscribed to the result says about him: the entries of SLF4J's MDC on his thread, as far as
     * they fit into 64 entries and 8 KiB. They are also in the MDC of the task's own thread, if its class path has SLF4J.
     * In a pipeline there is the name of the stream, {@code trenza.stream}, too. Cannot be changed.
     */
    default Map<String, String> diagnosticContext() {
        return Map.of();
    }

    /**
     * Writes a line to the caller's log, by default its standard error, marked with this task and item: {@link #log(Level,
     * String)} at level {@link Level#INFO}.
     *
     * @param line several, if it has line ends
     */
    default void log(String line) {
        log(Level.INFO, line);
    }

    /**
     * Writes a line to the caller's log, marked with this task and item, unless the level is below that of the pool: then
     * it does not even leave the worker.
     *
     * @param line several, if it has line ends
     */
    void log(Level level, String line);

    /**
     * Whether a line of this level would be written, for a line that is expensive to make. The pool's level is
     * {@link Level#INFO} unless it was given another one; {@link Level#OFF} is never written.
     */
    default boolean isLoggable(Level level) {
        return level != Level.OFF && level.getSeverity() >= Level.INFO.getSeverity();
    }
}
