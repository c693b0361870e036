package dev.trenza.app.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process's stdout, without the {@code PrintStream} that would swallow its errors; unbuffered.
 *
 * <p>The JVM ignores SIGPIPE, and the message of a failed write is in the language of the C library. So a write that fails
 * on a pipe or a socket means that the reader has gone: a full disk cannot be the reason there.
 */
public final class StandardOutput extends OutputStream {

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);

    @Override
    public void write(int character) throws IOException {
        write(new byte[] {(byte) character}, 0, 1);
    }

    /**
     * Writes bytes.
     *
     * @throws ReaderGoneException if nobody reads them
     */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw isPipe() || String.valueOf(e.getMessage()).contains("Broken pipe") ? new ReaderGoneException(e) : e;
        }
    }

    private static boolean isPipe() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // No /proc: the message alone decides.
        }
    }
}
