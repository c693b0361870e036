package dev.trenza.app.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a run directory for one process. The system takes the lock away from a process that has ended, however it ended:
 * there is no stale lock to remove.
 */
final class RunLock implements Closeable {

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @throws RunInUseException if another process has it, or this one
     */
    static RunLock take(RunDirectory run) throws IOException {
        FileChannel channel = FileChannel.open(
                run.lock(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean isTaken = false;
        try {
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw new RunInUseException(
                        "'" + run.path() + "' is in use by " + holder(run) + "; wait for its end, or end it");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.US_ASCII)), 0);
            isTaken = true;
            return new RunLock(channel);
        } finally {
            if (!isTaken) {
                channel.close();
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String self() {
        ProcessHandle self = ProcessHandle.current();
        return self.pid() + " " + self.info().startInstant().orElse(Instant.EPOCH);
    }

    /** The process that writes the run now. Looks only: to try the lock would disturb who is just about to take it. */
    static Optional<ProcessHandle> writer(RunDirectory run) {
        try {
            String[] words = Files.readString(run.lock()).split(" ", 2);
            Instant started = words.length < 2 ? Instant.EPOCH : Instant.parse(words[1].strip());
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(ProcessHandle::isAlive)
                    // A number is given away again.
                    .filter(process ->
                            process.info().startInstant().orElse(Instant.EPOCH).equals(started));
        } catch (IOException | NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String holder(RunDirectory run) {
        return writer(run).map(process -> "process " + process.pid()).orElse("another process");
    }

    @Override
    public void close() throws IOException {
        channel.truncate(0);
        channel.close();
    }
}
