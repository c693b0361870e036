package dev.trenza.core.process;

import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameReader;
import dev.trenza.worker.protocol.FrameWriter;
import dev.trenza.worker.protocol.PayloadFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link PayloadFile} of one worker, from the first large value on that crosses its pipe. Thread-safe.
 *
 * <pre>
 *   none    -> offered : reader or writer, on a large value: the file is made, and told to the worker
 *   offered -> shared  : reader, on its answer that the file is open, and removed: no end of either side leaves it behind
 *   offered -> none    : reader, on its answer that it cannot be opened, as in a sandbox
 *   any     -> closed  : waiter, at the worker's end
 * </pre>
 */
final class PayloadSharing {

    private static final Logger LOG = LoggerFactory.getLogger(PayloadSharing.class);

    /** A file system in memory, on Linux; elsewhere values stay in the pipe. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private static final String PREFIX = "trenza-payloads-";

    /** A file that has its name still is one that is being opened, or was left by a process that was killed then. */
    private static final Duration OPENING = Duration.ofMinutes(10);

    /** So much of the memory that is left there at most. */
    private static final int SHARE_OF_FREE = 4;

    private final long bytes;
    private final String owner;
    private final FrameWriter writer;

    // Mutable state
    private boolean isOffered;
    private boolean isClosed;
    private @Nullable Path path;
    private @Nullable PayloadFile file;

    /**
     * Of one worker.
     *
     * @param bytes how large the file may become; 0 for none
     * @param owner in messages
     */
    PayloadSharing(long bytes, String owner, FrameWriter writer) {
        this.bytes = bytes;
        this.owner = owner;
        this.writer = writer;
    }

    /** A large value has come or is about to leave through the pipe. */
    synchronized void offer() {
        if (isOffered || isClosed || bytes == 0) {
            return;
        }
        isOffered = true;
        try {
            if (!Files.isDirectory(MEMORY)) {
                return;
            }
            long free = Files.getFileStore(MEMORY).getUsableSpace();
            if (free / SHARE_OF_FREE < bytes) {
                LOG.debug("{} sends all through the pipe: {} has {} bytes left", owner, MEMORY, free);
                return;
            }
            removeOrphans();
            Path made = MEMORY.resolve(PREFIX + ProcessHandle.current().pid() + "-" + UUID.randomUUID());
            file = PayloadFile.create(made, bytes);
            path = made;
            writer.send(new Frame.Share(made.toString(), bytes));
        } catch (IOException | RuntimeException | OutOfMemoryError e) { // the thread that writes must not end of it
            LOG.debug("{} sends all through the pipe: {}", owner, e.toString());
        }
    }

    /** Deals with a frame if it is about the file, and tells whether it was. */
    boolean accept(Frame frame, FrameReader reader) throws IOException {
        if (frame instanceof Frame.Shared shared) {
            opened(shared.problem(), reader);
            return true;
        }
        if (frame instanceof Frame.Result result && result.payload().length >= PayloadFile.LARGE) {
            offer();
        }
        return frame instanceof Frame.Taken;
    }

    private synchronized void opened(String problem, FrameReader reader) throws IOException {
        PayloadFile made = file;
        if (made == null || isClosed) {
            return;
        }
        removeName();
        if (problem.isEmpty()) {
            reader.share(made, writer);
            writer.share(made);
        } else {
            LOG.debug("{} sends all through the pipe: its payload file cannot be opened there: {}", owner, problem);
            file = null;
            made.close();
        }
    }

    synchronized void close() {
        isClosed = true;
        try {
            removeName();
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.debug("{}: its payload file cannot be closed: {}", owner, e.toString());
        }
    }

    private void removeName() throws IOException {
        if (path != null) {
            Files.deleteIfExists(path);
            path = null;
        }
    }

    private static void removeOrphans() throws IOException {
        Instant old = Instant.now().minus(OPENING);
        try (DirectoryStream<Path> candidates = Files.newDirectoryStream(MEMORY, PREFIX + "*")) {
            for (Path candidate : candidates) {
                if (Files.getLastModifiedTime(candidate).toInstant().isBefore(old)) {
                    Files.deleteIfExists(candidate);
                }
            }
        }
    }
}
