package dev.trenza.io;

import dev.trenza.task.ValueText;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A value that is a path. */
final class PathValue {

    private PathValue() {}

    /**
     * Takes a value as a path.
     *
     * @param task its name, for the message
     * @throws IllegalArgumentException if it is something else, or no path on this machine
     */
    static Path of(String task, @Nullable Object value) {
        if (value instanceof Path path) {
            return path;
        }
        if (value instanceof File file) {
            return file.toPath();
        }
        if (!(value instanceof String text) || text.isEmpty()) {
            throw new IllegalArgumentException("'" + task + "' takes a path, was " + ValueText.describe(value));
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "'" + task + "' takes a path, was " + ValueText.describe(value) + ": " + e.getReason(), e);
        }
    }
}
