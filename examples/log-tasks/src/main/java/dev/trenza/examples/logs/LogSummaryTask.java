package dev.trenza.examples.logs;

import dev.trenza.task.ContextTask;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import dev.trenza.task.ValueText;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** {@code log-summary}: what is in an access log. Thread-safe. */
public final class LogSummaryTask implements NamedTask {

    private static final int LINES_BETWEEN_REPORTS = 10_000;

    /** For {@link java.util.ServiceLoader}. */
    public LogSummaryTask() {}

    @Override
    public String name() {
        return "log-summary";
    }

    @Override
    public String description() {
        return "Counts lines, bytes, clients, statuses and paths of an access log, gzipped or not";
    }

    @Override
    public String input() {
        return "a path";
    }

    @Override
    public String output() {
        return "a map of lines, bad (lines that are no request), bytes, clients, statuses and top (paths)";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(Parameter.optional("top", Parameter.Type.INTEGER, 10, "How many of the most frequent paths"));
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        int top = (int) Math.max(0, Math.min(parameters.integer("top"), 10_000));
        ContextTask<@Nullable Object, @Nullable Object> task = (input, context) -> summary(input, top, context);
        return task;
    }

    private static Map<String, Object> summary(@Nullable Object input, int top, TaskContext context)
            throws IOException {
        if (!(input instanceof String path)) {
            throw new IllegalArgumentException("'log-summary' takes a path, was " + ValueText.describe(input));
        }
        LogSummary summary = new LogSummary();
        long count = 0;
        try (LogLines lines = LogLines.open(Path.of(path))) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                summary.add(line);
                if (++count % LINES_BETWEEN_REPORTS == 0) {
                    context.progress();
                }
            }
        } catch (EOFException | ZipException e) {
            throw new IOException("'" + path + "' is cut off or broken after line " + count + ": " + e.getMessage(), e);
        }
        return summary.result(top);
    }
}
