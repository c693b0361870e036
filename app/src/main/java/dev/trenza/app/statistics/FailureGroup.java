package dev.trenza.app.statistics;

import dev.trenza.app.output.ErrorText;
import java.util.List;

/**
 * Failures that are alike: same stage, status, type and message but for numbers and what stands in quotation marks.
 * Immutable.
 *
 * @param status how these items ended
 * @param stage where; empty if nobody knows
 * @param count how many
 * @param first of them, with its stack
 * @param examples some of the items, the first one first
 */
public record FailureGroup(String status, String stage, long count, ErrorText first, List<Example> examples) {

    /** Copies the examples. */
    public FailureGroup {
        examples = List.copyOf(examples);
    }

    /**
     * An item that failed so.
     *
     * @param stream the stream's name
     * @param seq position in the stream's source, from 0
     * @param item its name, cut
     * @param message its own, cut
     */
    public record Example(String stream, long seq, String item, String message) {}
}
