package dev.trenza.io;

import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.UnusableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * {@code lines}: the lines of a file, or of standard input. Thread-safe.
 *
 * <p>A line ends with a line feed, and a carriage return before it is not part of it; the last one may end with the
 * file. Empty lines count. With {@code null} a line ends with a NUL character and may hold anything else. A byte order
 * mark at the start is not part of the first line. A line that is too long or cannot be decoded becomes one failed item,
 * and the next one follows.
 */
public final class LinesSource implements Source {

    private static final String PATH = "path";
    private static final String NULL = "null";
    private static final String MAX_LINE = "max-line";
    private static final String STANDARD_INPUT = "-";

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public String description() {
        return "The lines of a file or of standard input";
    }

    @Override
    public String output() {
        return "texts";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.optional(PATH, Parameter.Type.STRING, STANDARD_INPUT, "the file; - is standard input"),
                Content.CHARSET,
                Parameter.optional(
                        NULL, Parameter.Type.BOOLEAN, false, "lines end with NUL, as 'find -print0' writes them"),
                Parameter.optional(
                        MAX_LINE, Parameter.Type.SIZE, "1m", "a line with more characters becomes a failed item"));
    }

    @Override
    public String mainParameter() {
        return PATH;
    }

    /**
     * Reads on a thread of its own. Signals an {@link IOException} if the file cannot be opened or read. Of standard
     * input only one subscription at a time makes sense; it is never closed.
     */
    @Override
    public Flux<Object> open(Parameters parameters) {
        String path = parameters.string(PATH);
        Charset charset = Content.charset(parameters);
        char separator = parameters.flag(NULL) ? '\0' : '\n';
        int limit = Content.limit(MAX_LINE, parameters);
        String name = path.equals(STANDARD_INPUT) ? "standard input" : path;
        return BlockingSource.of(name(), () -> new LineCursor(name, input(path), charset, separator, limit));
    }

    private static InputStream input(String path) throws IOException {
        if (path.equals(STANDARD_INPUT)) {
            return new StandardInput(System.in);
        }
        Path file = PathValue.of("lines", path);
        if (Files.isDirectory(file)) {
            throw new UnusableFileException(file, "has no lines: it is a directory");
        }
        try {
            // Not Files.newInputStream: it switches off that an interrupt ends a read.
            return Channels.newInputStream(FileChannel.open(file, StandardOpenOption.READ));
        } catch (IOException e) {
            throw UnusableFileException.of(file, "cannot be read", e);
        }
    }
}
