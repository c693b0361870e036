package dev.trenza.worker.tasks;

import dev.trenza.task.NearestName;
import dev.trenza.task.Nullable;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.ValueText;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a task that works on content takes, and where its result goes. Immutable.
 *
 * <ul>
 *   <li>A text is the path of a file; with {@code input: text} it is the content itself, in UTF-8.
 *   <li>Bytes are content.
 *   <li>Of a map, {@code field} names what to take; the result is then the map with the task's own fields added.
 * </ul>
 */
final class ContentInput {

    private static final Parameter INPUT = Parameter.choice(
            "input", "path", List.of("path", "text"), "whether a text is the path of a file or the content itself");
    private static final Parameter FIELD =
            Parameter.optional("field", Parameter.Type.STRING, null, "what to take of a map");

    private final String task;
    private final boolean isText;
    private final Optional<String> field;

    /**
     * Reads the two parameters.
     *
     * @param task its name, for messages
     * @param parameters with those of {@link #parametersAnd}
     */
    ContentInput(String task, Parameters parameters) {
        this.task = task;
        this.isText = parameters.string(INPUT.name()).equals("text");
        this.field = parameters.optionalString(FIELD.name());
    }

    /** A task's own parameters, and then the two that say what its input is. */
    static List<Parameter> parametersAnd(Parameter... own) {
        return Stream.concat(Stream.of(own), Stream.of(INPUT, FIELD)).toList();
    }

    /**
     * The content that a value means; opens nothing.
     *
     * @throws IllegalArgumentException if it means none; names the value and the remedy
     */
    Content of(@Nullable Object value) {
        Object taken = field.isPresent() ? field(value, field.get()) : value;
        if (taken instanceof byte[] bytes) {
            return new Content.Bytes(bytes);
        }
        if (taken instanceof Path path) {
            return new Content.File(path);
        }
        if (taken instanceof File file) {
            return new Content.File(file.toPath());
        }
        if (taken instanceof String text) {
            return isText ? new Content.Bytes(text.getBytes(StandardCharsets.UTF_8)) : new Content.File(path(text));
        }
        String remedy = taken instanceof Map ? "; say which of them to take with 'field'" : "";
        throw new IllegalArgumentException(
                "'" + task + "' takes a path, or bytes, was " + ValueText.describe(taken) + remedy);
    }

    private Path path(String text) {
        boolean looksLikeContent = text.isEmpty() || text.indexOf('\n') >= 0;
        String remedy = looksLikeContent ? "; if it is the content itself, say 'input: text'" : "";
        try {
            Path path = Path.of(text);
            if (!looksLikeContent) {
                return path;
            }
        } catch (InvalidPathException e) {
            remedy = ": " + e.getReason() + remedy;
        }
        throw new IllegalArgumentException("'" + task + "' takes a path, was " + ValueText.describe(text) + remedy);
    }

    private @Nullable Object field(@Nullable Object value, String name) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("'" + task + "' takes the field '" + name + "' of a map, was "
                    + ValueText.describe(value) + "; leave out 'field' to take the value itself");
        }
        if (!map.containsKey(name)) {
            List<String> known = map.keySet().stream().map(String::valueOf).toList();
            throw new IllegalArgumentException(
                    "the value has no field '" + name + "'" + NearestName.suggestion(name, known));
        }
        return map.get(name);
    }

    /**
     * The task's result for a value: with {@code field} the map that was given and the result's fields, otherwise the
     * result itself.
     *
     * @param name of the field that a result becomes which is not a map itself
     */
    Object result(@Nullable Object value, String name, Object result) {
        if (field.isEmpty() || !(value instanceof Map<?, ?> map)) {
            return result;
        }
        Map<Object, Object> all = new LinkedHashMap<>(map);
        if (result instanceof Map<?, ?> fields) {
            all.putAll(fields);
        } else {
            all.put(name, result);
        }
        return all;
    }
}
