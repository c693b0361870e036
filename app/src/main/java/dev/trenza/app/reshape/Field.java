package dev.trenza.app.reshape;

import dev.trenza.task.NearestName;
import dev.trenza.task.ValueText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of a value: {@code words}, or {@code author.name} of a map in a map. Immutable.
 *
 * @param path names joined by dots; empty for the value itself
 */
record Field(String path) {

    /** The value itself. */
    static final Field WHOLE = new Field("");

    /** The name in a result: {@code value} for the whole. */
    String name() {
        return path.isEmpty() ? "value" : path;
    }

    /**
     * The part of this value; a name with a dot in it is found too.
     *
     * @throws IllegalArgumentException if the value has no such part
     */
    @Nullable
    Object of(@Nullable Object value) {
        if (path.isEmpty()) {
            return value;
        }
        if (value instanceof Map<?, ?> map && map.containsKey(path)) {
            return map.get(path);
        }
        @Nullable Object part = value;
        for (String name : path.split("\\.", -1)) {
            if (!(part instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException(
                        "the value has no field '" + path + "': it is " + ValueText.describe(part));
            }
            if (!map.containsKey(name)) {
                List<String> known = map.keySet().stream().map(String::valueOf).toList();
                throw new IllegalArgumentException(
                        "the value has no field '" + path + "'" + NearestName.suggestion(name, known));
            }
            part = map.get(name);
        }
        return part;
    }

    /**
     * The number in this value.
     *
     * @throws IllegalArgumentException if it is none
     */
    Number number(@Nullable Object value) {
        Object part = of(value);
        if (part instanceof Number number) {
            return number;
        }
        throw new IllegalArgumentException("the field '" + name() + "' is no number: it is " + ValueText.describe(part)
                + (part instanceof String ? "; 'csv' makes numbers with types: auto" : ""));
    }
}
