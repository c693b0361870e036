package dev.trenza.app.journal;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Appends results and then the records of them. Thread-safe.
 *
 * <p>What {@link #commit} has returned from survives a kill of this process; what {@link #sync} has, a loss of power too.
 * Streams and not channels: those are closed when the thread that uses them is interrupted, as the results thread is when a
 * run is cancelled.
 */
final class JournalWriter implements Closeable {

    private static final int ENOUGH = 1 << 16;

    private final FileOutputStream results;
    private final FileOutputStream journal;
    private final JournalLine lines = new JournalLine();

    // Mutable state, guarded by this
    private final ByteArrayOutputStream newResults = new ByteArrayOutputStream();
    private final ByteArrayOutputStream newLines = new ByteArrayOutputStream();
    private long resultsLength;
    private long journalLength;
    private boolean isUnsynced;
    private @Nullable IOException broken;

    /** Appends to these files, which are as long as their last whole records say. */
    JournalWriter(Path results, Path journal) throws IOException {
        this.results = new FileOutputStream(results.toFile(), true);
        this.journal = new FileOutputStream(journal.toFile(), true);
        this.resultsLength = this.results.getChannel().size();
        this.journalLength = this.journal.getChannel().size();
    }

    /** Adds a record without a result. */
    synchronized void add(JournalRecord record) {
        newLines.writeBytes(lines.encode(record));
    }

    /** Adds a result and its record; writes if there is enough. */
    synchronized void add(byte[] result, JournalRecord.Item record) throws IOException {
        newResults.writeBytes(result);
        newLines.writeBytes(lines.encode(record));
        if (newResults.size() + newLines.size() > ENOUGH) {
            commit();
        }
    }

    /**
     * Writes everything that was added.
     *
     * @throws IOException if there is no room, for example; then, and ever after, nothing more is written
     */
    synchronized void commit() throws IOException {
        if (broken != null) {
            throw broken;
        }
        if (newLines.size() == 0) {
            return;
        }
        try {
            newResults.writeTo(results);
            newLines.writeTo(journal);
        } catch (IOException e) {
            broken = e;
            cutHalfLines();
            throw e;
        }
        resultsLength += newResults.size();
        journalLength += newLines.size();
        newResults.reset();
        newLines.reset();
        isUnsynced = true;
    }

    /** What has arrived of a group that has not arrived as a whole goes; a resume would cut it off as well. */
    private void cutHalfLines() {
        try {
            journal.getChannel().truncate(journalLength);
            results.getChannel().truncate(resultsLength);
        } catch (IOException e) {
            isUnsynced = false; // Nothing can be done here; the checksums tell the next session.
        }
    }

    /** Waits until the disk has what was written. */
    void sync() throws IOException {
        synchronized (this) {
            if (!isUnsynced) {
                return;
            }
            isUnsynced = false;
        }
        results.getFD().sync();
        journal.getFD().sync();
    }

    @Override
    public synchronized void close() throws IOException {
        results.close();
        journal.close();
    }
}
