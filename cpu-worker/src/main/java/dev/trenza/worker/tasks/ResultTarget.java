package dev.trenza.worker.tasks;

import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.UnusableFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where a task that transforms content puts what it produced: into bytes, or into a file beside the one that it read.
 * Immutable.
 *
 * <p>A file is complete or absent: it is written as {@code .trenza-*.tmp} and then renamed.
 */
final class ResultTarget {

    static final Parameter TO = Parameter.choice(
            "to", "bytes", List.of("bytes", "file"), "whether to return bytes, or to write a file beside the one read");
    static final Parameter OVERWRITE = Parameter.optional(
            "overwrite", Parameter.Type.BOOLEAN, false, "whether such a file may replace one with other content");
    static final Parameter MAX_SIZE =
            Parameter.optional("max-size", Parameter.Type.SIZE, "64m", "a larger result is an error");

    private final String task;
    private final boolean isFile;
    private final boolean mayOverwrite;
    private final long maxSize;

    /**
     * Reads the three parameters.
     *
     * @param task its name, for messages
     */
    ResultTarget(String task, Parameters parameters) {
        this.task = task;
        this.isFile = parameters.string(TO.name()).equals("file");
        this.mayOverwrite = parameters.flag(OVERWRITE.name());
        this.maxSize = parameters.size(MAX_SIZE.name());
    }

    /**
     * Lets a producer write, and returns what it wrote or where that is.
     *
     * @param content that it reads
     * @param target the name of the file for the name of the one read
     * @return a {@code byte[]}, or the path as a text
     * @throws IOException if the result is too large, or the file exists, or cannot be written
     */
    Object produce(Content content, Naming target, Producer producer) throws IOException {
        if (!isFile) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            producer.writeTo(new Bounded(bytes, content));
            return bytes.toByteArray();
        }
        if (!(content instanceof Content.File source)) {
            throw new IllegalArgumentException(
                    "'" + task + "' writes a file beside the one that it reads, and was given bytes; say 'to: bytes'");
        }
        Path file = target.of(source.path());
        write(file, content, producer);
        return file.toString();
    }

    private void write(Path file, Content content, Producer producer) throws IOException {
        Path temporary = file.resolveSibling(
                ".trenza-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
        boolean isDone = false;
        try {
            try (OutputStream out = open(temporary, file)) {
                producer.writeTo(new Bounded(out, content));
            }
            if (mayOverwrite || !isThere(file, temporary)) {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
                isDone = true;
            }
        } finally {
            if (!isDone) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    /**
     * Whether the file is there already, with the same content: an attempt whose worker died just afterwards may have
     * left it, or an earlier run.
     *
     * @throws UnusableFileException if it is there with other content
     */
    private static boolean isThere(Path file, Path temporary) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (!Files.isRegularFile(file) || Files.mismatch(file, temporary) >= 0) {
            throw new UnusableFileException(
                    file, "exists with other content, and is not replaced; say 'overwrite: true'");
        }
        return true;
    }

    private static OutputStream open(Path temporary, Path file) throws IOException {
        try {
            return Channels.newOutputStream(
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw UnusableFileException.of(file, "cannot be written", e);
        }
    }

    /** Names a file after another. */
    @FunctionalInterface
    interface Naming {
        Path of(Path source) throws IOException;
    }

    /** Writes. */
    @FunctionalInterface
    interface Producer {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Refuses more than the limit. */
    private final class Bounded extends OutputStream {

        private final OutputStream out;
        private final Content content;

        // Mutable state
        private long size;

        Bounded(OutputStream out, Content content) {
            this.out = out;
            this.content = content;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            size += length;
            if (size > maxSize) {
                throw new IOException("the result of '" + task + "' for " + content.name() + " has more than " + maxSize
                        + " bytes, which is max-size; raise it" + (isFile ? "" : ", and say 'to: file'"));
            }
            out.write(bytes, offset, length);
        }
    }
}
