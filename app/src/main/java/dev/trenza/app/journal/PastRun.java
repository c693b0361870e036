package dev.trenza.app.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A run as its folder tells of it. Immutable.
 *
 * @param directory its folder
 * @param description what was run
 * @param state how it stands
 * @param last when it last wrote
 * @param done items that have succeeded; empty if nobody has counted them: the run goes on, or was killed
 * @param failed items that have failed
 */
public record PastRun(
        RunDirectory directory,
        RunDescription description,
        State state,
        Instant last,
        Optional<Long> done,
        Optional<Long> failed) {

    private static final int LONGEST_END = 1024;

    /** How a run stands. */
    public enum State {
        /** It goes on. */
        RUNNING,
        /** All items have succeeded. */
        DONE,
        /** All items have ended, some in a failure. */
        FAILED,
        /** It ended before all items had. */
        STOPPED,
        /** It has not even said that it ended. */
        KILLED;

        /** {@code done}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Looks into a folder.
     *
     * @throws IOException if it holds no run
     */
    public static PastRun read(RunDirectory directory) throws IOException {
        RunDescription description = RunDescription.read(directory);
        Path journal = directory.journal();
        Instant last =
                Files.exists(journal) ? Files.getLastModifiedTime(journal).toInstant() : description.started();
        boolean isRunning = RunLock.writer(directory).isPresent();
        Optional<JournalRecord.End> end = isRunning ? Optional.empty() : end(journal);
        State state = isRunning ? State.RUNNING : end.map(PastRun::state).orElse(State.KILLED);
        return new PastRun(
                directory,
                description,
                state,
                last,
                end.map(JournalRecord.End::done),
                end.map(JournalRecord.End::failed));
    }

    private static State state(JournalRecord.End end) {
        if (!end.isComplete()) {
            return State.STOPPED;
        }
        return end.failed() == 0 ? State.DONE : State.FAILED;
    }

    /** The same with its items counted, which reads the whole journal if nobody has done so. */
    public PastRun counted() throws IOException {
        if (done.isPresent()) {
            return this;
        }
        FinishedStreams items = new FinishedStreams();
        new JournalReader(directory.journal()).forEach(record -> {
            if (record instanceof JournalRecord.Item item) {
                items.of(item.stream()).addEarlier(item);
            }
        });
        return new PastRun(directory, description, state, last, Optional.of(items.done()), Optional.of(items.failed()));
    }

    /** From its first beginning to its last word. */
    public Duration age() {
        return Duration.between(description.started(), last);
    }

    /** The last record, if it is an end: a journal of a million items is not read for that. */
    private static Optional<JournalRecord.End> end(Path journal) throws IOException {
        if (!Files.exists(journal)) {
            return Optional.empty();
        }
        try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(LONGEST_END, file.length())];
            file.seek(file.length() - tail.length);
            file.readFully(tail);
            return lastLine(tail)
                    .flatMap(new JournalLine()::decode)
                    .filter(JournalRecord.End.class::isInstance)
                    .map(JournalRecord.End.class::cast);
        }
    }

    private static Optional<byte[]> lastLine(byte[] tail) {
        if (tail.length == 0 || tail[tail.length - 1] != '\n') {
            return Optional.empty();
        }
        int start = tail.length - 1;
        while (start > 0 && tail[start - 1] != '\n') {
            start--;
        }
        byte[] line = new byte[tail.length - 1 - start];
        System.arraycopy(tail, start, line, 0, line.length);
        return Optional.of(line);
    }
}
