package dev.trenza.worker.tasks;

import dev.trenza.task.TaskContext;
import dev.trenza.task.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Something to read: a file or bytes. Immutable. */
sealed interface Content {

    /** Enough to read at disk speed, and small enough to notice a cancellation at once. */
    int CHUNK = 1 << 16;

    /** What it is called in messages. */
    String name();

    /**
     * Opens it. Reading ends with a {@link java.nio.channels.ClosedByInterruptException} when interrupted.
     *
     * @throws IOException names the file and why it cannot be read
     */
    InputStream open() throws IOException;

    /**
     * Reads all of it, piece by piece; tells progress with each, and ends when the call is cancelled.
     *
     * @throws java.util.concurrent.CancellationException if the call was cancelled
     */
    default void forEachChunk(TaskContext context, ChunkConsumer consumer) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = open()) {
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                context.checkCancelled();
                consumer.accept(chunk, length);
                context.progress();
            }
        }
    }

    /**
     * A file.
     *
     * @param path as the user gave it
     */
    record File(Path path) implements Content {

        @Override
        public String name() {
            return "'" + path + "'";
        }

        @Override
        public InputStream open() throws IOException {
            if (Files.isDirectory(path)) {
                throw new UnusableFileException(path, "cannot be read: it is a directory");
            }
            try {
                // Not Files.newInputStream: it switches off that an interrupt ends a read.
                return Channels.newInputStream(FileChannel.open(path, StandardOpenOption.READ));
            } catch (IOException e) {
                throw UnusableFileException.of(path, "cannot be read", e);
            }
        }
    }

    /**
     * Bytes.
     *
     * @param content not copied, because nobody else has it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bytes(byte[] content) implements Content {

        @Override
        public String name() {
            return "the value";
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(content);
        }
    }

    /** Takes the first bytes of a buffer that is used again. */
    @FunctionalInterface
    interface ChunkConsumer {
        void accept(byte[] chunk, int length) throws IOException;
    }
}
