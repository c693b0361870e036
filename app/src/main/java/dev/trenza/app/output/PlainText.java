package dev.trenza.app.output;

import dev.trenza.io.JsonValues;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value as a text: nothing for null, JSON for lists and maps, base64 for bytes, anything else as it prints itself. */
final class PlainText {

    private PlainText() {}

    static String of(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        boolean isStructure = value instanceof Map || value instanceof Collection;
        return value == null ? "" : isStructure ? JsonValues.text(value) : JsonValues.wellFormed(value.toString());
    }
}
