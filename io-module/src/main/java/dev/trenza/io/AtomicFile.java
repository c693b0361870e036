package dev.trenza.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that appears complete or not at all. It is written under a name of its own in the same directory and then
 * renamed; what a killed program leaves behind is called {@code .trenza-*.tmp}.
 */
final class AtomicFile {

    /** The JDK copies what is written into a buffer outside the heap, and keeps one for each thread. */
    private static final int CHUNK = 1 << 16;

    private AtomicFile() {}

    /**
     * Writes a file, in the place of one of the same name. Ends with a
     * {@link java.nio.channels.ClosedByInterruptException}, and no file, when interrupted.
     *
     * @param file in a directory that exists
     */
    static void write(Path file, byte[] content) throws IOException {
        // Not Files.createTempFile: the result would be readable by nobody else, whatever the umask says.
        Path temporary = file.resolveSibling(
                ".trenza-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
        boolean isDone = false;
        try {
            writeNew(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            isDone = true;
        } finally {
            if (!isDone) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private static void writeNew(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int start = 0; start < content.length; start += CHUNK) {
                ByteBuffer chunk = ByteBuffer.wrap(content, start, Math.min(CHUNK, content.length - start));
                while (chunk.hasRemaining()) {
                    channel.write(chunk);
                }
            }
        }
    }
}
