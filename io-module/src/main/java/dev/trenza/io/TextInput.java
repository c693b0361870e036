package dev.trenza.io;

import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.UnusableFileException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * What the sources that read lines of text have in common: a file or standard input, its charset, and how long a line may
 * be. Immutable.
 *
 * @param source its name, for messages
 * @param path of the file; {@code -} is standard input
 * @param charset of the text
 * @param limit characters of a line
 */
record TextInput(String source, String path, Charset charset, int limit) {

    private static final int BUFFER = 1 << 16;

    static final Parameter PATH = Parameter.optional(
            "path", Parameter.Type.STRING, "-", "the file, unpacked if it is named NAME.gz; - is standard input");
    static final Parameter MAX_LINE = Parameter.optional(
            "max-line", Parameter.Type.SIZE, "1m", "a line with more characters becomes a failed item");

    /**
     * What the parameters say.
     *
     * @throws IllegalArgumentException if the charset is unknown or the limit too large
     */
    static TextInput of(String source, Parameters parameters) {
        return new TextInput(
                source,
                parameters.string(PATH.name()),
                Content.charset(parameters),
                Content.limit(MAX_LINE.name(), parameters));
    }

    /** How messages call it. */
    String name() {
        return path.equals("-") ? "standard input" : path;
    }

    /**
     * Opens it.
     *
     * @param separator that ends a line
     * @throws IOException if it cannot be read
     */
    LineCursor lines(char separator) throws IOException {
        return new LineCursor(name(), open(), charset, separator, limit);
    }

    private InputStream open() throws IOException {
        if (path.equals("-")) {
            return new StandardInput(System.in);
        }
        Path file = PathValue.of(source, path);
        if (Files.isDirectory(file)) {
            throw new UnusableFileException(file, "has no lines: it is a directory");
        }
        try {
            // Not Files.newInputStream: it switches off that an interrupt ends a read.
            InputStream in = Channels.newInputStream(FileChannel.open(file, StandardOpenOption.READ));
            return path.endsWith(".gz") ? unpacked(file, in) : in;
        } catch (IOException e) {
            throw UnusableFileException.of(file, "cannot be read", e);
        }
    }

    /** Looks at the file's head. */
    private static InputStream unpacked(Path file, InputStream packed) throws IOException {
        try {
            return new GZIPInputStream(packed, BUFFER);
        } catch (ZipException | EOFException e) {
            packed.close();
            throw new UnusableFileException(file, "is no gzip file, as its name says; rename it");
        } catch (IOException e) {
            packed.close();
            throw e;
        }
    }
}
