package dev.trenza.app.input;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code --timeout}: a time, or per cent of the median run time of the items that have succeeded. Immutable.
 *
 * @param time of each item
 * @param percent more than 100
 */
public record ItemTimeout(Optional<Duration> time, OptionalInt percent) {

    /** None at all. */
    public static final ItemTimeout NONE = new ItemTimeout(Optional.empty(), OptionalInt.empty());

    /** What a time-out must look like, for messages. */
    public static final String EXPECTATION =
            "a time such as 200ms, 1.5s, 2m or 1h, or per cent of the median run time, such as 300%";

    /** Of per cent: a collection of garbage, or a busy machine, takes longer than some items do. */
    private static final Duration LEAST_OF_PERCENT = Duration.ofSeconds(1);

    /** A time for each item. */
    public static ItemTimeout of(Duration time) {
        return new ItemTimeout(Optional.of(time), OptionalInt.empty());
    }

    /** Reads {@code 300%}; empty if it is no per cent, or not more than 100: half of all items would fail. */
    public static Optional<ItemTimeout> parsePercent(String text) {
        if (!text.matches("\\d{3,6}%")) {
            return Optional.empty();
        }
        int percent = Integer.parseInt(text.substring(0, text.length() - 1));
        return percent <= 100
                ? Optional.empty()
                : Optional.of(new ItemTimeout(Optional.empty(), OptionalInt.of(percent)));
    }

    /** So much per cent of this run time, but a second at least. */
    public static long nanos(int percent, long medianNanos) {
        return Math.max(LEAST_OF_PERCENT.toNanos(), (long) (medianNanos / 100.0 * percent));
    }

    /** What such a limit is, for messages. */
    public static String describe(int percent, Duration limit) {
        return limit.equals(LEAST_OF_PERCENT)
                ? "the least for per cent of the median run time"
                : percent + "% of the median run time";
    }
}
