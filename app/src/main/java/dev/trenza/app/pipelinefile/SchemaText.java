package dev.trenza.app.pipelinefile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The JSON Schema of pipeline files, as it is published beside this class. */
public final class SchemaText {

    private static final String RESOURCE = "pipeline.schema.json";

    private SchemaText() {}

    /** The whole text. */
    public static String read() {
        try (InputStream in = Objects.requireNonNull(SchemaText.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
