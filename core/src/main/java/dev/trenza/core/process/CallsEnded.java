package dev.trenza.core.process;

/**
 * A call has ended, or many small ones that travelled together. Immutable.
 *
 * @param task its name, as in messages
 * @param status how: {@code success}, {@code failed}, {@code timed-out}, ... as of an {@link dev.trenza.core.Outcome}
 * @param calls how many; more than 1 if they travelled together
 * @param worker that ran the last attempt; 0 if none did
 * @param attempts of a single call
 * @param runNanos that they have run, together, in nanoseconds
 */
public record CallsEnded(String task, String status, int calls, int worker, int attempts, long runNanos) {}
