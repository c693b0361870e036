package dev.trenza.app.output;

import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table of values: given, or those of the first value. A value that is no map has the one column
 * {@code value}. Among given columns {@code item}, {@code stream} and {@code seq} are those of the result line, unless the
 * value has a field of that name. Confined to one thread at a time.
 */
final class ValueColumns {

    private static final String VALUE = "value";

    private final boolean isGiven;

    // Mutable state
    private List<String> names;

    /** Columns of these names; an empty list takes those of the first value. */
    ValueColumns(List<String> given) {
        this.isGiven = !given.isEmpty();
        this.names = List.copyOf(given);
    }

    /** The names; empty if there was no value yet and none were given. */
    List<String> names() {
        return names;
    }

    /**
     * A value by columns; what it lacks is null.
     *
     * @throws IOException if it has a field for which there is no column, unless columns were given
     */
    List<@Nullable Object> row(StreamOutcome outcome) throws IOException {
        Map<?, ?> fields =
                outcome.value() instanceof Map<?, ?> map ? map : Collections.singletonMap(VALUE, outcome.value());
        if (names.isEmpty()) {
            names = fields.keySet().stream().map(String::valueOf).toList();
        }
        if (!isGiven) {
            refuseMore(fields, outcome);
        }
        List<@Nullable Object> row = new ArrayList<>();
        for (String name : names) {
            row.add(isGiven && !fields.containsKey(name) ? ofItem(name, outcome) : fields.get(name));
        }
        return row;
    }

    /** What a result line tells of the item itself. */
    private static @Nullable Object ofItem(String name, StreamOutcome outcome) {
        return switch (name) {
            case "item" -> outcome.origin();
            case "stream" -> outcome.stream();
            case "seq" -> outcome.seq();
            default -> null;
        };
    }

    private void refuseMore(Map<?, ?> fields, StreamOutcome outcome) throws IOException {
        for (Object field : fields.keySet()) {
            if (!names.contains(String.valueOf(field))) {
                throw new IOException("item " + outcome.seq() + " of stream '" + outcome.stream() + "' has a field '"
                        + field + "' that the first value had not (" + String.join(", ", names)
                        + "), and a table cannot grow columns behind its first row; name all of them:"
                        + " output: { columns: [" + String.join(", ", names) + ", " + field + "] }");
            }
        }
    }
}
