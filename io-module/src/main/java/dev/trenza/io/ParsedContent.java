package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.Emitter;
import dev.trenza.task.StreamTask;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Emits what is in a file, or in bytes, as it reads. What is wrong with one line becomes a failed item, and the next one
 * follows. Immutable.
 */
final class ParsedContent implements StreamTask<Item, Object> {

    static final String INPUT = "a path of a file, unpacked if it is named NAME.gz, or bytes";

    private static final long serialVersionUID = 1;

    private final String task;
    private final transient Charset charset;
    private final int limit;
    private final char separator;
    private final transient Opening opening;

    /** Goes through lines in its own way. */
    @FunctionalInterface
    interface Opening {
        Cursor open(String name, LineCursor lines) throws IOException;
    }

    /**
     * Makes a task.
     *
     * @param task its name, for messages
     * @param limit characters of one line
     * @param separator that ends a line
     */
    ParsedContent(String task, Charset charset, int limit, char separator, Opening opening) {
        this.task = task;
        this.charset = charset;
        this.limit = limit;
        this.separator = separator;
        this.opening = opening;
    }

    @Override
    public void stream(Item item, Emitter<Object> out) throws IOException {
        try (Cursor cursor = open(item.value(), item)) {
            for (Object next = cursor.next(); next != null; next = cursor.next()) {
                out.emit(next);
            }
        }
    }

    private Cursor open(@Nullable Object value, Item item) throws IOException {
        if (value instanceof byte[] bytes) {
            String name = item.toString();
            return opening.open(name, new LineCursor(name, new ByteArrayInputStream(bytes), charset, separator, limit));
        }
        String path = PathValue.of(task, value).toString();
        LineCursor lines = new TextInput(task, path, charset, limit).lines(separator);
        try {
            return opening.open(path, lines);
        } catch (IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
    }
}
