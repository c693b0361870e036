package dev.trenza.io;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of the columns of a table. Immutable.
 *
 * @param names each once
 */
record CsvHeader(List<String> names) {

    /** As JSON writes them, so that {@code 007} stays what it is. */
    private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9][0-9]{0,17})");

    private static final Pattern DECIMAL =
            Pattern.compile("-?(?:0|[1-9][0-9]{0,300})(?:\\.[0-9]{1,300})?(?:[eE][+-]?[0-9]{1,3})?");

    /**
     * A header of these names.
     *
     * @throws IllegalArgumentException if one is there twice
     */
    static CsvHeader of(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("the column '" + name
                        + "' is there twice; give other names with 'columns', and 'skip: 1' to pass over a header");
            }
        }
        return new CsvHeader(List.copyOf(names));
    }

    /**
     * A row by names.
     *
     * @param isTyped whether what looks like a number or a boolean becomes one, and nothing becomes null
     * @throws IllegalArgumentException if it has more or fewer columns than the header
     */
    Map<String, @Nullable Object> row(List<String> fields, boolean isTyped) {
        if (fields.size() != names.size()) {
            throw new IllegalArgumentException("has " + fields.size() + (fields.size() == 1 ? " column" : " columns")
                    + " where the header has " + names.size());
        }
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            row.put(names.get(i), isTyped ? typed(fields.get(i)) : fields.get(i));
        }
        return row;
    }

    private static @Nullable Object typed(String field) {
        if (field.isEmpty()) {
            return null;
        }
        if (field.equals("true") || field.equals("false")) {
            return Boolean.valueOf(field);
        }
        if (INTEGER.matcher(field).matches()) {
            return Long.valueOf(field);
        }
        if (DECIMAL.matcher(field).matches()) {
            double number = Double.parseDouble(field);
            return Double.isInfinite(number) ? field : number;
        }
        return field;
    }
}
