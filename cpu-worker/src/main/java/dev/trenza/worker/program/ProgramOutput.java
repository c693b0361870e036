package dev.trenza.worker.program;

import dev.trenza.task.Nullable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What one item prints on one stream: in a file, which is made with the first byte and outlives the worker, or in memory.
 * Takes so much and no more. Thread-safe.
 */
final class ProgramOutput {

    private final @Nullable Path file;
    private final long limit;

    // Mutable state, guarded by this
    private @Nullable OutputStream out;
    private long taken;
    private long dropped;
    private boolean isClosed;
    private @Nullable IOException failure;

    /**
     * Makes it; touches no file yet.
     *
     * @param file {@code null} for memory
     * @param limit in bytes; what is more is counted and dropped
     */
    ProgramOutput(@Nullable Path file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    /** Like every target of a {@code PrintStream} it must not throw. */
    synchronized void write(byte[] bytes, int offset, int length) {
        if (isClosed || failure != null) {
            return;
        }
        int fits = (int) Math.min(length, limit - taken);
        dropped += length - fits;
        if (fits == 0) {
            return;
        }
        taken += fits;
        try {
            open().write(bytes, offset, fits);
        } catch (IOException e) {
            failure = e;
        }
    }

    private OutputStream open() throws IOException {
        OutputStream opened = out;
        if (opened == null) {
            // A retried item begins anew; a cut file of an attempt before is worth nothing.
            opened = file == null
                    ? new ByteArrayOutputStream()
                    : Files.newOutputStream(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
            out = opened;
        }
        return opened;
    }

    /** The program has closed the stream: it takes no more, and that is no fault. */
    synchronized void mute() {
        isClosed = true;
    }

    /**
     * Takes no more.
     *
     * @throws IOException if something could not be written
     */
    synchronized void close() throws IOException {
        isClosed = true;
        if (failure != null) {
            throw failure;
        }
        if (out != null) {
            out.close();
        }
    }

    /** How many bytes did not fit. */
    synchronized long dropped() {
        return dropped;
    }

    /** What was written to memory. */
    synchronized byte[] bytes() {
        return out instanceof ByteArrayOutputStream memory ? memory.toByteArray() : new byte[0];
    }
}
