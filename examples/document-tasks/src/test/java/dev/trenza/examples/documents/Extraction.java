package dev.trenza.examples.documents;

import dev.trenza.task.NamedTask;
import dev.trenza.task.Parameters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code text} made of a document; runs it as a worker does, by name and with checked parameters. */
record Extraction(Map<?, ?> result) {

    static Extraction of(@Nullable Object input, Map<String, ?> given) throws Exception {
        NamedTask task = new TextTask();
        Parameters parameters = Parameters.of(task.name(), task.parameters(), given);
        return new Extraction((Map<?, ?>) task.create(parameters).run(input));
    }

    static Extraction of(Path path) throws Exception {
        return of(path.toString(), Map.of());
    }

    static Extraction of(byte[] bytes) throws Exception {
        return of(bytes, Map.of());
    }

    static Extraction of(String utf8) throws Exception {
        return of(utf8.getBytes(StandardCharsets.UTF_8));
    }

    String text() {
        return (String) result.get("text");
    }

    String type() {
        return (String) result.get("type");
    }

    @Nullable
    String title() {
        return (String) result.get("title");
    }

    long words() {
        return (Long) result.get("words");
    }

    long characters() {
        return (Long) result.get("characters");
    }
}
