package dev.trenza.core;

/**
 * When, where and how often an item ran. All times are those of its last attempt. Immutable.
 *
 * <pre>{@code
 * paths.transform(pool.outcomes(Documents::parse)).subscribe(outcome -> {
 *     Execution execution = outcome.execution();
 *     log.info("{} attempts, {} ms", execution.attempts(), execution.runNanos() / 1_000_000);
 * });
 * }</pre>
 *
 * @param attempts how often it was started, from 1; 0 if it never ran
 * @param worker which worker or thread of the pool ran it, from 1; 0 if none did
 * @param startedNanos when it began to run, on the clock of {@link System#nanoTime()} of this JVM; 0 if it never ran
 * @param waitNanos from being taken from the source until it began to run, in nanoseconds
 * @param runNanos that the task itself ran, in nanoseconds
 */
public record Execution(int attempts, int worker, long startedNanos, long waitNanos, long runNanos) {

    /** Of an item that never ran. */
    public static final Execution NONE = new Execution(0, 0, 0, 0, 0);
}
