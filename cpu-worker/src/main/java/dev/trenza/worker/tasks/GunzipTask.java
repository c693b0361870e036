package dev.trenza.worker.tasks;

import dev.trenza.task.ContextTask;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Nullable;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import dev.trenza.task.UnusableFileException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * {@code gunzip}: unpacks a file or bytes, into bytes or into a file beside it. Thread-safe.
 *
 * <p>A small file can unpack to a huge one, made to fill memory or disk; both the size and its ratio to what was packed
 * are limited while it is unpacked.
 */
public final class GunzipTask implements NamedTask {

    private static final String MAX_RATIO = "max-ratio";
    /** So much may come from anything: a short text of one letter is packed 100 times smaller. */
    private static final long ABOVE_SUSPICION = 1 << 20;

    /** For {@link java.util.ServiceLoader}. */
    public GunzipTask() {}

    @Override
    public String name() {
        return "gunzip";
    }

    @Override
    public String description() {
        return "Unpacks what gzip compressed";
    }

    @Override
    public String input() {
        return "a path, or bytes";
    }

    @Override
    public String output() {
        return "the unpacked bytes, or the path of the file; of a map, the field 'gunzip'";
    }

    @Override
    public List<Parameter> parameters() {
        return ContentInput.parametersAnd(
                ResultTarget.TO,
                ResultTarget.OVERWRITE,
                ResultTarget.MAX_SIZE,
                Parameter.optional(
                        MAX_RATIO,
                        Parameter.Type.INTEGER,
                        200,
                        "unpacking to more than so many times the size is an error; 0 is no limit"));
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        ContentInput input = new ContentInput(name(), parameters);
        ResultTarget target = new ResultTarget(name(), parameters);
        long maxRatio = notNegative(parameters.integer(MAX_RATIO));
        ContextTask<@Nullable Object, @Nullable Object> task = (value, context) -> {
            Content content = input.of(value);
            Object unpacked =
                    target.produce(content, GunzipTask::unpackedName, out -> unpack(content, context, maxRatio, out));
            return input.result(value, name(), unpacked);
        };
        return task;
    }

    private static long notNegative(long ratio) {
        if (ratio < 0) {
            throw new IllegalArgumentException("'max-ratio' must not be negative, was " + ratio + "; 0 is no limit");
        }
        return ratio;
    }

    private static Path unpackedName(Path path) throws IOException {
        String name = String.valueOf(path.getFileName());
        if (name.endsWith(".tgz")) {
            return path.resolveSibling(name.substring(0, name.length() - 4) + ".tar");
        }
        if (name.endsWith(".gz") && name.length() > 3) {
            return path.resolveSibling(name.substring(0, name.length() - 3));
        }
        throw new UnusableFileException(
                path, "ends neither with .gz nor with .tgz, so the unpacked file has no name; say 'to: bytes'");
    }

    private static void unpack(Content content, TaskContext context, long maxRatio, OutputStream out)
            throws IOException {
        try (CountingInputStream packed = new CountingInputStream(content.open());
                GZIPInputStream gzip = new GZIPInputStream(packed, Content.CHUNK)) {
            unpack(gzip, packed, context, maxRatio, content.name(), out);
        } catch (EOFException e) {
            throw new IOException(content.name() + " is no whole gzip file: it ends too early", e);
        } catch (ZipException e) {
            throw new IOException(content.name() + " is no gzip file, or damaged: " + e.getMessage(), e);
        }
    }

    private static void unpack(
            InputStream gzip,
            CountingInputStream packed,
            TaskContext context,
            long maxRatio,
            String name,
            OutputStream out)
            throws IOException {
        byte[] chunk = new byte[Content.CHUNK];
        long size = 0;
        for (int length = gzip.read(chunk); length >= 0; length = gzip.read(chunk)) {
            context.checkCancelled();
            size += length;
            boolean isSuspicious = maxRatio > 0 && size > ABOVE_SUSPICION && size / maxRatio > packed.count();
            if (isSuspicious) {
                throw new IOException(name + " unpacks to more than " + maxRatio
                        + " times its size, which is max-ratio: " + size + " bytes came of " + packed.count()
                        + "; if that is no bomb, raise 'max-ratio'");
            }
            out.write(chunk, 0, length);
            context.progress();
        }
    }
}
