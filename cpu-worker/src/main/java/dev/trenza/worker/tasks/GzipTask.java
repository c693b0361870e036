package dev.trenza.worker.tasks;

import dev.trenza.task.ContextTask;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Nullable;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** {@code gzip}: compresses a file or bytes, into bytes or into a file beside it. Thread-safe. */
public final class GzipTask implements NamedTask {

    private static final String LEVEL = "level";

    /** For {@link java.util.ServiceLoader}. */
    public GzipTask() {}

    @Override
    public String name() {
        return "gzip";
    }

    @Override
    public String description() {
        return "Compresses, as gzip does";
    }

    @Override
    public String input() {
        return "a path, or bytes";
    }

    @Override
    public String output() {
        return "the compressed bytes, or the path of the file; of a map, the field 'gzip'";
    }

    @Override
    public List<Parameter> parameters() {
        return ContentInput.parametersAnd(
                Parameter.optional(LEVEL, Parameter.Type.INTEGER, 6, "from 1, the fastest, to 9, the smallest"),
                ResultTarget.TO,
                ResultTarget.OVERWRITE,
                ResultTarget.MAX_SIZE);
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        ContentInput input = new ContentInput(name(), parameters);
        ResultTarget target = new ResultTarget(name(), parameters);
        int level = level(parameters.integer(LEVEL));
        ContextTask<@Nullable Object, @Nullable Object> task = (value, context) -> {
            Content content = input.of(value);
            Object compressed =
                    target.produce(content, GzipTask::compressedName, out -> compress(content, context, level, out));
            return input.result(value, name(), compressed);
        };
        return task;
    }

    private static int level(long level) {
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("'level' must be from 1 to 9, was " + level);
        }
        return (int) level;
    }

    private static Path compressedName(Path path) {
        return path.resolveSibling(path.getFileName() + ".gz");
    }

    private static void compress(Content content, TaskContext context, int level, OutputStream out) throws IOException {
        try (GZIPOutputStream gzip = new Leveled(out, level)) {
            content.forEachChunk(context, (chunk, length) -> gzip.write(chunk, 0, length));
        }
    }

    /** The JDK lets only heirs choose the level. */
    private static final class Leveled extends GZIPOutputStream {
        Leveled(OutputStream out, int level) throws IOException {
            super(out, Content.CHUNK);
            def.setLevel(level);
        }
    }
}
