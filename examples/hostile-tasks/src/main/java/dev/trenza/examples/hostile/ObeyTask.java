package dev.trenza.examples.hostile;

import dev.trenza.task.ContextTask;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import dev.trenza.task.ValueText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code obey}: does what a file says, however bad. Thread-safe, as far as a JVM is that exits.
 *
 * <p>The commands are those of {@link Command}, one in a file: {@code exit 7}.
 */
public final class ObeyTask implements NamedTask {

    /** For {@link java.util.ServiceLoader}. */
    public ObeyTask() {}

    @Override
    public String name() {
        return "obey";
    }

    @Override
    public String description() {
        return "Does what a file says, such as 'exit 7' or 'spin': for trying what a pool survives";
    }

    @Override
    public String input() {
        return "a path, or bytes, of one command: " + Command.words();
    }

    @Override
    public String output() {
        return "what the command was given, if it returns at all";
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        ContextTask<@Nullable Object, @Nullable Object> task = ObeyTask::obey;
        return task;
    }

    private static Object obey(@Nullable Object input, TaskContext context) throws IOException {
        String line = read(input).strip();
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String argument = space < 0 ? "" : line.substring(space + 1).strip();
        return Command.of(word).run(argument, context);
    }

    private static String read(@Nullable Object input) throws IOException {
        if (input instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        } else if (input instanceof String path) {
            return Files.readString(Path.of(path));
        }
        throw new IllegalArgumentException("'obey' takes a path (a string) or bytes, was " + ValueText.describe(input));
    }
}
