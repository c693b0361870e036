package dev.trenza.core.process;

/**
 * Calls that have ended in one way, since their pool was made. Immutable.
 *
 * @param calls how many
 * @param runNanos that their last attempts have run, together, in nanoseconds
 */
public record CallTotals(long calls, long runNanos) {}
