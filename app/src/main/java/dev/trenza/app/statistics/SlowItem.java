package dev.trenza.app.statistics;

/**
 * One of the items that ran longest. Immutable.
 *
 * @param stream the stream's name
 * @param seq position in the stream's source, from 0
 * @param item its name, cut
 * @param status how it ended
 * @param runNanos that its tasks ran, over all stages, in nanoseconds
 * @param waitNanos that it waited for workers, over all stages, in nanoseconds
 */
public record SlowItem(String stream, long seq, String item, String status, long runNanos, long waitNanos) {}
