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
}
