package dev.trenza.core.pipeline;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one stream gave. Immutable.
 *
 * @param name the stream's name
 * @param outcomes in the order of the source
 * @param totals what they add up to
 */
public record StreamResult(String name, List<StreamOutcome> outcomes, StreamTotals totals) {

    public StreamResult {
        outcomes = List.copyOf(outcomes);
    }

    /** The values of the successes, in the order of the source; a task's {@code null} is in it. */
    public List<@Nullable Object> values() {
        return Collections.unmodifiableList(outcomes.stream()
                .filter(StreamOutcome::isSuccess)
                .<@Nullable Object>map(StreamOutcome::value)
                .toList());
    }
}
