package dev.trenza.examples.logs;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a file, which may be compressed; what is too long for a line is cut, not kept. Not thread-safe. */
final class LogLines implements Closeable {

    private static final int LONGEST = 65_536;
    private static final int GZIP_MAGIC = 0x1f8b;

    private final InputStream in;
    private final byte[] line = new byte[LONGEST];

    private LogLines(InputStream in) {
        this.in = in;
    }

    /** Opens a file; whether it is compressed is told by its first bytes, whatever its name. */
    static LogLines open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            in.mark(2);
            int magic = in.read() << 8 | in.read();
            in.reset();
            return new LogLines(
                    magic == GZIP_MAGIC ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** The next line without its end, as ISO 8859-1, in which no byte is wrong; {@code null} at the end. */
    @Nullable
    String next() throws IOException {
        int length = 0;
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            if (length < LONGEST) {
                line[length++] = (byte) next;
            }
            next = in.read();
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
