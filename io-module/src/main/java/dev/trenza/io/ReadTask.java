package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code read}: a file's content in the place of its path. Thread-safe.
 *
 * <p>For a worker the path is the better input: it is a few bytes on the wire, and the worker reads the file itself.
 */
public final class ReadTask implements IoTask {

    private static final String MAX_SIZE = "max-size";

    @Override
    public String name() {
        return "read";
    }

    @Override
    public String description() {
        return "Reads a file";
    }

    @Override
    public String input() {
        return "a path";
    }

    @Override
    public String output() {
        return "the file's content";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Content.AS,
                Content.CHARSET,
                Parameter.optional(MAX_SIZE, Parameter.Type.SIZE, "64m", "a larger file is an error; at most 2047m"));
    }

    /** Its task reads regular files only: a pipe or a device could block for ever, where no interrupt helps. */
    @Override
    public Task<Item, @Nullable Object> create(Parameters parameters) {
        boolean asText = Content.asText(parameters);
        Charset charset = Content.charset(parameters);
        int limit = Content.limit(MAX_SIZE, parameters);
        return item -> read(PathValue.of("read", item.value()), limit, asText, charset);
    }

    private static Object read(Path path, int limit, boolean asText, Charset charset) throws IOException {
        byte[] content = RegularFile.read(path, limit, MAX_SIZE);
        return asText ? Content.decode(content, charset, "'" + path + "'") : content;
    }
}
