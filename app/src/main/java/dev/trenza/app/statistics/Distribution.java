package dev.trenza.app.statistics;

import java.util.List;

/**
 * How long something took. Immutable.
 *
 * @param count how often it was measured
 * @param totalNanos all of them together, in nanoseconds
 * @param p50Nanos half of them took no longer
 * @param p95Nanos ninety-five of a hundred took no longer
 * @param maxNanos the longest
 * @param bins how many took how long: without gaps, in the order of time, the first and the last not empty
 */
public record Distribution(long count, long totalNanos, long p50Nanos, long p95Nanos, long maxNanos, List<Bin> bins) {

    /** Copies the bins. */
    public Distribution {
        bins = List.copyOf(bins);
    }

    /** What all together come to for one; 0 if there is none. */
    public double meanNanos() {
        return count == 0 ? 0 : (double) totalNanos / count;
    }

    /**
     * A part of the times.
     *
     * @param fromNanos longer than this, but for the first bin from 0
     * @param toNanos and not longer than this
     * @param count how many
     */
    public record Bin(long fromNanos, long toNanos, long count) {}
}
