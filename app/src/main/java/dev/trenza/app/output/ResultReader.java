package dev.trenza.app.output;

import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads what {@link JsonLines} has written, as far as a table needs it: the values of successes, and that something was
 * none. Thread-safe.
 */
public final class ResultReader {

    private static final String BASE64 = "base64";

    private final JsonFactory factory = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** Reads any number of lines. */
    public ResultReader() {}

    /** What is read of a line. */
    private static final class Line {
        String stream = "";
        String part = "";
        long seq;
        boolean isSuccess;

        @Nullable
        Object item;

        @Nullable
        Object value;
    }

    /**
     * Reads a line.
     *
     * @return a success with the value, or else a skipped item
     * @throws IOException if it is no result
     */
    public StreamOutcome read(byte[] result) throws IOException {
        Line line = new Line();
        try (JsonParser json = factory.createParser(ObjectReadContext.empty(), result)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                read(json, name, line);
            }
        } catch (JacksonException e) {
            throw new IOException("a result cannot be read: " + e.getOriginalMessage(), e);
        }
        Object origin = line.item == null ? "null" : line.item;
        Item item = new Item(line.stream, line.seq, origin, origin, line.part);
        Outcome<Item, Object> outcome = line.isSuccess
                ? new Outcome.Success<>(line.seq, item, line.value, Execution.NONE)
                : new Outcome.Skipped<>(line.seq, item, "no success", Execution.NONE);
        return new StreamOutcome(line.stream, outcome, null, 0, 0);
    }

    private static void read(JsonParser json, String name, Line line) {
        switch (name) {
            case "stream" -> line.stream = json.getString();
            case "part" -> line.part = json.getString();
            case "seq" -> line.seq = json.getLongValue();
            case "status" -> line.isSuccess = json.getString().equals("success");
            case "item" -> line.item = value(json);
            case "value" -> line.value = value(json);
            default -> json.skipChildren();
        }
    }

    private static @Nullable Object value(JsonParser json) {
        return switch (json.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> json.getNumberValue();
            case VALUE_NUMBER_FLOAT -> number(json);
            case START_ARRAY -> list(json);
            case START_OBJECT -> map(json);
            default -> json.getString();
        };
    }

    /** What a {@code double} would print otherwise was a number of more digits. */
    private static Number number(JsonParser json) {
        double number = json.getDoubleValue();
        boolean isExact = !Double.isInfinite(number)
                && new BigDecimal(Double.toString(number)).compareTo(json.getDecimalValue()) == 0;
        return isExact ? number : json.getDecimalValue();
    }

    private static List<@Nullable Object> list(JsonParser json) {
        List<@Nullable Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(json));
        }
        return list;
    }

    /** A map; bytes, if it is what {@link dev.trenza.io.JsonValues} makes of them. */
    private static Object map(JsonParser json) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            map.put(name, value(json));
        }
        if (map.size() == 1 && map.get(BASE64) instanceof String text) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                return map;
            }
        }
        return map;
    }
}
