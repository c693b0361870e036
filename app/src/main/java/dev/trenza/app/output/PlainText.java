package dev.trenza.app.output;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A value as a text: nothing for null, JSON for lists and maps, base64 for bytes, anything else as it prints itself. */
final class PlainText {

    private static final JsonFactory JSON = new JsonFactory();

    private PlainText() {}

    static String of(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        boolean isStructure = value instanceof Map || value instanceof Collection;
        return value == null ? "" : isStructure ? json(value) : JsonValues.wellFormed(value.toString());
    }

    private static String json(Object value) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            JsonValues.write(json, value);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
