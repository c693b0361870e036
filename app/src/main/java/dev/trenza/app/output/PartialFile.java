package dev.trenza.app.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is written beside its place, as {@code NAME.partial}, and put there when it is complete: a reader never sees
 * half of it, and what an earlier run wrote stays until then. What is no regular file, such as a fifo or a device, is
 * written in place. Confined to one thread at a time.
 */
final class PartialFile {

    private final Path file;
    private final Path partial;
    private final OutputStream out;

    /**
     * Opens it; makes its folders.
     *
     * @throws IOException if it cannot be written
     */
    PartialFile(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        boolean isInPlace = isDevice(file) || (Files.exists(file) && !Files.isRegularFile(file));
        // A link stays one, and its target is replaced.
        this.file = !isInPlace && Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file;
        this.partial = isInPlace ? file : this.file.resolveSibling(this.file.getFileName() + ".partial");
        this.out = Packing.byName(
                this.file,
                isInPlace
                        ? Files.newOutputStream(partial, StandardOpenOption.WRITE, StandardOpenOption.APPEND)
                        : Files.newOutputStream(partial));
    }

    /** {@code /dev/stdout} may be a regular file, which is not ours to replace. */
    private static boolean isDevice(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return absolute.startsWith("/dev") || absolute.startsWith("/proc");
    }

    /** Takes the content. */
    OutputStream out() {
        return out;
    }

    /** Where the content is until it is complete. */
    Path partial() {
        return partial;
    }

    /** Puts it in its place; the stream must be closed. */
    void publish() throws IOException {
        if (!partial.equals(file)) {
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
