package dev.trenza.task;

import java.util.concurrent.CancellationException;

/**
 * What a running call may ask and tell. Thread-safe; of use only until the task returns.
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
        public void log(String line) {
            System.err.println(line);
        }
    };

    /** Position of the item in the source of its map, from 0; 0 for a single submit. */
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

    /** Says that the task is getting on; costs about as much as a field write. */
    void progress();

    /**
     * Writes one line to the caller's standard error, marked with this task and item.
     *
     * @param line without a line end
     */
    void log(String line);
}
