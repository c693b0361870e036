package dev.trenza.io;

import dev.trenza.task.UnusableFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/** A file that is read as a whole. */
final class RegularFile {

    /** The JDK copies what is read through a buffer outside the heap, and keeps one for each thread. */
    private static final int CHUNK = 1 << 16;

    private RegularFile() {}

    /**
     * Reads all of it. Ends with a {@link java.nio.channels.ClosedByInterruptException} when interrupted.
     *
     * @param limit bytes
     * @param limitName the parameter that sets the limit, for the message
     * @throws IOException names the path and what is wrong: it is missing, a directory, unreadable, too large
     */
    static byte[] read(Path path, int limit, String limitName) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                throw new UnusableFileException(
                        path,
                        "cannot be read: it is a directory; list its files with a glob such as '" + path + "/**'");
            }
            if (!attributes.isRegularFile()) {
                throw new UnusableFileException(path, "cannot be read: it is no regular file");
            }
            if (attributes.size() > limit) {
                throw tooLarge(path, attributes.size() + " bytes", limit, limitName);
            }
            return read(path, (int) attributes.size(), limit, limitName);
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw UnusableFileException.of(path, "cannot be read", e);
        }
    }

    /** Some files say that they are empty and are not, as in {@code /proc}; others grow while they are read. */
    private static byte[] read(Path path, int size, int limit, String limitName) throws IOException {
        // Not Files.newInputStream: it switches off that an interrupt ends a read.
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            byte[] content = new byte[size];
            int length = 0;
            while (true) {
                if (length == content.length) {
                    ByteBuffer next = ByteBuffer.allocate(1);
                    if (channel.read(next) < 0) {
                        return content;
                    }
                    if (length == limit) {
                        throw tooLarge(path, "more than " + limit + " bytes", limit, limitName);
                    }
                    content = Arrays.copyOf(content, (int) Math.min(limit, Math.max(CHUNK, length * 2L)));
                    content[length++] = next.get(0);
                }
                int room = Math.min(CHUNK, content.length - length);
                int read = channel.read(ByteBuffer.wrap(content, length, room));
                if (read < 0) {
                    return Arrays.copyOf(content, length);
                }
                length += read;
            }
        }
    }

    private static UnusableFileException tooLarge(Path path, String size, int limit, String limitName) {
        return new UnusableFileException(
                path,
                "has " + size + ", and " + limitName + " is " + limit + "; raise '" + limitName
                        + "', or let a task that streams take the path");
    }
}
