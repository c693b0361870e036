package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.NearestName;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import dev.trenza.task.UnusableFileException;
import dev.trenza.task.ValueText;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code write}: puts each item's value into a file of its own. Thread-safe.
 *
 * <p>Bytes and texts are written as they are, maps and lists as JSON with a line feed behind it.
 *
 * <p>A file is complete or absent, and replaces one that an earlier run left. Within a run no file is written for two
 * items: the tasks that one instance made share what they know. No file leaves the directory that the template begins
 * with; a name that would is refused before anything is written.
 */
public final class WriteTask implements IoTask {

    private static final String TO = "to";
    private static final String FIELD = "field";

    private final WrittenFiles written = new WrittenFiles();
    private final AtomicLong stages = new AtomicLong();

    @Override
    public String name() {
        return "write";
    }

    @Override
    public String description() {
        return "Writes each item into a file of its own";
    }

    @Override
    public String input() {
        return "bytes, a text, a number or a boolean; a map or a list, as JSON; or what a map holds as 'field'";
    }

    @Override
    public String output() {
        return "the file's path and its size in bytes, as the fields 'path' and 'bytes'; of a map, the rest of it too";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.required(
                        TO, Parameter.Type.TEMPLATE, "the file of an item, such as out/{stem}.txt or out/{relative}"),
                Parameter.optional(FIELD, Parameter.Type.STRING, null, "which field of a map to write"),
                Content.CHARSET);
    }

    @Override
    public Task<Item, @Nullable Object> create(Parameters parameters) {
        Destination destination = new Destination(Template.parse(parameters.string(TO)));
        Optional<String> field = parameters.optionalString(FIELD);
        Charset charset = Content.charset(parameters);
        long stage = stages.incrementAndGet();
        return item -> {
            byte[] content = content(item.value(), field, charset);
            Path file = destination.resolve(item);
            written.claim(file, stage, item);
            write(file, content, destination);
            return result(item.value(), field, file, content.length);
        };
    }

    private static void write(Path file, byte[] content, Destination destination) throws IOException {
        try {
            destination.makeParents(file);
            AtomicFile.write(file, content);
        } catch (IOException e) {
            throw UnusableFileException.of(file, "cannot be written", e);
        }
    }

    private static byte[] content(@Nullable Object value, Optional<String> field, Charset charset) throws IOException {
        Object content = field.isPresent() ? field(value, field.get()) : value;
        if (content instanceof byte[] bytes) {
            return bytes;
        }
        if (content instanceof CharSequence || content instanceof Number || content instanceof Boolean) {
            return Content.encode(content.toString(), charset);
        }
        if (content instanceof Map || content instanceof Collection) {
            return Content.encode(JsonValues.text(content) + "\n", charset);
        }
        throw new IllegalArgumentException(
                "'write' takes bytes, a text, a map or a list, was " + ValueText.describe(content));
    }

    private static @Nullable Object field(@Nullable Object value, String field) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("'write' takes the field '" + field + "' of a map, was "
                    + ValueText.describe(value) + "; leave out 'field' to write the value itself");
        }
        if (!map.containsKey(field)) {
            List<String> known = map.keySet().stream().map(String::valueOf).toList();
            throw new IllegalArgumentException(
                    "the value has no field '" + field + "'" + NearestName.suggestion(field, known));
        }
        return map.get(field);
    }

    private static Map<String, @Nullable Object> result(
            @Nullable Object value, Optional<String> field, Path file, long bytes) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        if (field.isPresent() && value instanceof Map<?, ?> map) {
            map.forEach((key, kept) -> result.put(String.valueOf(key), kept));
            result.remove(field.get());
        }
        result.put("path", file.toString());
        result.put("bytes", bytes);
        return result;
    }
}
