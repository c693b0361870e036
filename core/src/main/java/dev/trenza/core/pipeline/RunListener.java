package dev.trenza.core.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * Watches a run: for progress, traces and totals.
 *
 * <p>The calls of one run come one at a time, each seeing the effects of those before it, but on any thread of the pools.
 * They hold up the run, so they must be quick and must not wait for the run. What a listener throws is logged, and the
 * run goes on. A listener that serves several runs at once is called by them at once.
 *
 * <pre>{@code
 * Pipeline.builder("documents").stream(texts).listener(new RunListener() {
 *     @Override
 *     public void itemFinished(StreamOutcome outcome) {
 *         log.info("{}", outcome);
 *     }
 * });
 * }</pre>
 */
public interface RunListener {

    /**
     * The streams are about to be started.
     *
     * @param pipeline its name
     * @param startedNanos now, on the clock of {@link System#nanoTime()}
     */
    default void runStarted(String pipeline, long startedNanos) {}

    /** An item has been through a stage, well or not. */
    default void stageFinished(StageRun run) {}

    /** An item has ended; called before the subscriber gets the outcome, in the same order. */
    default void itemFinished(StreamOutcome outcome) {}

    /**
     * The run is over; called before the subscriber gets the end. No call follows it but those of stages that were
     * running when the run was cancelled or failed.
     *
     * @param end how
     * @param error what is signalled if it failed, otherwise {@code null}
     * @param finishedNanos now, on the clock of {@link System#nanoTime()}
     */
    default void runFinished(End end, @Nullable Throwable error, long finishedNanos) {}

    /** How a run ended, whatever its items did. */
    enum End {
        /** Every stream came to its end. */
        COMPLETED,
        /** A source failed, or a pool became unusable. */
        FAILED,
        /** The subscriber cancelled. */
        CANCELLED
    }
}
