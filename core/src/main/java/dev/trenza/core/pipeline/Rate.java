package dev.trenza.core.pipeline;

import java.time.Duration;

/**
 * How many items may begin a stage within a period. Immutable.
 *
 * <pre>{@code
 * Stage fetch = Stage.cpu("fetch", workers, Documents::parse).withRate(new Rate(10, Duration.ofSeconds(1)));
 * }</pre>
 *
 * <p>Items are spaced evenly, so that the limit holds in every period and not only from one full second to the next. What
 * was late catches up within {@link #SLACK}, no more: after a pause there is no burst. An attempt after the first one is
 * not counted.
 *
 * @param items at least 1
 * @param period positive
 */
public record Rate(int items, Duration period) {

    /** How far items may close up that a timer or the source has made late. */
    public static final Duration SLACK = Duration.ofMillis(10);

    /** What no run outlives; with the clock's own nanoseconds it still fits into a long. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    public Rate {
        if (items < 1) {
            throw new IllegalArgumentException("items must be >= 1, was " + items);
        }
        if (period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("period must be positive, was " + period);
        }
    }

    /** From one item to the next, in nanoseconds. */
    long intervalNanos() {
        Duration interval = period.dividedBy(items);
        return interval.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : Math.max(1, interval.toNanos());
    }
}
