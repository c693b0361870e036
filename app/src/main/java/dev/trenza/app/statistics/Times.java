package dev.trenza.app.statistics;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** How long something took, many times; exact to one part in a hundred. Not thread-safe. */
final class Times {

    private static final int DIGITS = 2;
    private static final double MEDIAN = 50;
    private static final double HIGH = 95;

    // Mutable state
    private final Histogram histogram = new Histogram(DIGITS);
    private long totalNanos;
    private long maxNanos;

    void add(long nanos) {
        long time = Math.max(0, nanos);
        histogram.recordValue(time);
        totalNanos += time;
        maxNanos = Math.max(maxNanos, time);
    }

    /** What there is so far. */
    Distribution distribution() {
        return new Distribution(
                histogram.getTotalCount(), totalNanos, percentile(MEDIAN), percentile(HIGH), maxNanos, bins());
    }

    /** The library's buckets end a little above what they hold. */
    private long percentile(double percent) {
        return Math.min(maxNanos, histogram.getValueAtPercentile(percent));
    }

    /** Three bins for each power of ten, and those between the first and the last that have something. */
    private List<Distribution.Bin> bins() {
        List<Distribution.Bin> bins = new ArrayList<>();
        long from = 0;
        long to = 1_000;
        long count = 0;
        for (var value : histogram.recordedValues()) {
            while (value.getValueIteratedTo() > to) {
                from = close(bins, from, to, count);
                count = 0;
                to = following(to);
            }
            count += value.getCountAddedInThisIterationStep();
        }
        close(bins, from, to, count);
        while (!bins.isEmpty() && bins.get(bins.size() - 1).count() == 0) {
            bins.remove(bins.size() - 1);
        }
        return bins;
    }

    private static long close(List<Distribution.Bin> bins, long from, long to, long count) {
        if (count > 0 || !bins.isEmpty()) {
            bins.add(new Distribution.Bin(from, to, count));
        }
        return to;
    }

    /** 1, 2, 5, 10, 20, 50, ... */
    private static long following(long limit) {
        long first = limit;
        while (first >= 10) {
            first /= 10;
        }
        return first == 2 ? limit / 2 * 5 : limit * 2;
    }
}
