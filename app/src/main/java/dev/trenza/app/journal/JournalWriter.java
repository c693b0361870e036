package dev.trenza.app.journal;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
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
    private static final int ENOUGH_RUNS = 1 << 13;

    private final FileOutputStream results;
    private final FileOutputStream journal;
    private final Path valuesFile;
    private final JournalLine lines = new JournalLine();

    // Mutable state, guarded by this
    private final LineBuffer newResults = new LineBuffer();
    private final LineBuffer newLines = new LineBuffer();
    private final LineBuffer newValues = new LineBuffer();
    private @Nullable FileOutputStream values;
    private long valuesLength;
    private final LineBuffer newRuns = new LineBuffer();
    private long resultsLength;
    private long journalLength;
    private boolean isUnsynced;
    private boolean isEnded;
    private @Nullable IOException broken;

    /** Appends to these files, which are as long as their last whole records say. */
    JournalWriter(Path results, Path values, Path journal) throws IOException {
        this.valuesFile = values;
        this.results = new FileOutputStream(results.toFile(), true);
        this.journal = new FileOutputStream(journal.toFile(), true);
        this.resultsLength = this.results.getChannel().size();
        this.journalLength = this.journal.getChannel().size();
    }

    /** Adds a record without a result. */
    synchronized void add(JournalRecord record) {
        lines.encode(record, newLines);
    }

    /** Adds the result at the end of a buffer, and its record; writes if there is enough. */
    synchronized void add(LineBuffer results, int start, JournalRecord.Item record) throws IOException {
        newResults.write(results.array(), start, results.size() - start);
        lines.encode(record, newLines);
        if (newResults.size() + newLines.size() > ENOUGH) {
            commit();
        }
    }

    /** Adds a value and its record; writes if there is enough. */
    synchronized void add(LineBuffer value, JournalRecord.Step record) throws IOException {
        value.writeTo(newValues);
        lines.encode(record, newLines);
        if (newValues.size() + newLines.size() > ENOUGH) {
            commit();
        }
    }

    /** Adds what a report is made of; it is written with others, or with the next {@link #sync}. */
    synchronized void add(JournalRecord.Run run) throws IOException {
        if (isEnded || broken != null) {
            return;
        }
        lines.pack(run, newRuns);
        if (newRuns.size() > ENOUGH_RUNS) {
            closeRuns();
        }
        if (newLines.size() > ENOUGH) {
            commit();
        }
    }

    /** Adds the last record. */
    synchronized void end(JournalRecord.End record) {
        closeRuns();
        add(record);
        isEnded = true;
    }

    private void closeRuns() {
        if (newRuns.size() > 0) {
            lines.encode(Instant.now(), newRuns, newLines);
            newRuns.reset();
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
            if (newValues.size() > 0) {
                newValues.writeTo(values());
            }
            newResults.writeTo(results);
            newLines.writeTo(journal);
        } catch (IOException e) {
            broken = e;
            cutHalfLines();
            throw e;
        }
        resultsLength += newResults.size();
        journalLength += newLines.size();
        valuesLength += newValues.size();
        newValues.reset();
        newResults.reset();
        newLines.reset();
        isUnsynced = true;
    }

    /** Most runs need none. */
    private FileOutputStream values() throws IOException {
        FileOutputStream opened = values;
        if (opened == null) {
            opened = new FileOutputStream(valuesFile.toFile(), true);
            values = opened;
            valuesLength = opened.getChannel().size();
        }
        return opened;
    }

    /** What has arrived of a group that has not arrived as a whole goes; a resume would cut it off as well. */
    private void cutHalfLines() {
        try {
            journal.getChannel().truncate(journalLength);
            results.getChannel().truncate(resultsLength);
            if (values != null) {
                values.getChannel().truncate(valuesLength);
            }
        } catch (IOException e) {
            isUnsynced = false; // Nothing can be done here; the checksums tell the next session.
        }
    }

    /** Writes everything that was added, and waits until the disk has it. */
    void sync() throws IOException {
        FileOutputStream written;
        synchronized (this) {
            if (!isEnded && broken == null) {
                closeRuns();
            }
            commit();
            if (!isUnsynced) {
                return;
            }
            isUnsynced = false;
            written = values;
        }
        if (written != null) {
            written.getFD().sync();
        }
        results.getFD().sync();
        journal.getFD().sync();
    }

    @Override
    public synchronized void close() throws IOException {
        results.close();
        if (values != null) {
            values.close();
        }
        journal.close();
    }
}
