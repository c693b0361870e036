package dev.trenza.task;

import java.util.List;
import java.util.Map;

/** How a value is called in a message: "takes a path, was the number 42". */
public final class ValueText {

    private static final int LIMIT = 80;

    private ValueText() {}

    /**
     * The kind of the value, and the value itself as far as it is short: {@code the number 42}, {@code 17 bytes},
     * {@code a map with the fields [a, b]}.
     */
    public static String describe(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof byte[] bytes) {
            return bytes.length + " bytes";
        }
        if (value instanceof Map<?, ?> map) {
            return "a map with the fields " + cut(map.keySet().toString());
        }
        if (value instanceof List<?> list) {
            return "a list of " + list.size();
        }
        String kind = value instanceof Number ? "the number " : value instanceof CharSequence ? "the text " : "";
        String quote = value instanceof Number || value instanceof Boolean ? "" : "'";
        return kind + quote + cut(value.toString()) + quote;
    }

    private static String cut(String text) {
        return text.length() <= LIMIT ? text : text.substring(0, LIMIT) + "...";
    }
}
