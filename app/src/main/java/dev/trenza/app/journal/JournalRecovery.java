package dev.trenza.app.journal;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What an earlier session has left, made whole again: half a line is cut off, and results that no line vouches for. To
 * begin it again after a kill leads to the same.
 *
 * @param finished the items
 * @param steps the values that came out of steps
 * @param sessions how many there were; 0 if there is no journal
 */
record JournalRecovery(FinishedStreams finished, RecordedSteps steps, int sessions) {

    private static final int BUFFER = 1 << 16;
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    static JournalRecovery of(RunDirectory run, Consumer<String> lines) throws IOException {
        try (Scan scan = new Scan(run)) {
            long whole = new JournalReader(run.journal()).read(scan);
            if (Files.exists(run.journal())) {
                cut(run.journal(), whole);
            }
            if (Files.exists(run.rawResults())) {
                unshare(run.rawResults());
                cut(run.rawResults(), scan.resultsEnd);
            }
            if (Files.exists(run.values())) {
                cut(run.values(), scan.valuesEnd);
            }
            if (!scan.damage.isEmpty()) {
                lines.accept("trenza: " + run.id() + ": " + scan.damage);
            }
            return new JournalRecovery(scan.finished, scan.steps, scan.sessions);
        }
    }

    /** Cuts a file that is longer. */
    private static void cut(Path file, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() > length) {
                channel.truncate(length);
                channel.force(true);
            }
        }
    }

    /** Published results may be the same file under a second name: those must stay as they are. */
    private static void unshare(Path file) throws IOException {
        if (isShared(file)) {
            Path copy = file.resolveSibling(file.getFileName() + ".tmp");
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static boolean isShared(Path file) {
        try {
            return Files.getAttribute(file, "unix:nlink") instanceof Integer links && links > 1;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return true; // Unknown: to copy once too often does no harm.
        }
    }

    /** Which start of the machine this is; empty where that is not told. */
    static String bootId() {
        try {
            return Files.readString(BOOT).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Reads records as long as their results are there. Whether they have the right bytes is looked at too if the machine
     * has been started again since, or if somebody else may have written them: after a loss of power a file may be as long
     * as it should be, and empty.
     */
    private static final class Scan implements JournalReader.Visitor, Closeable {

        private final FinishedStreams finished = new FinishedStreams();
        private final RecordedSteps steps;
        private final String boot = bootId();
        private final Summed results;
        private final Summed values;
        private final boolean isShared;

        // Mutable state
        private boolean isSuspect;
        private int sessions;
        private long resultsEnd;
        private long valuesEnd;
        private String damage = "";

        Scan(RunDirectory run) throws IOException {
            Path raw = run.rawResults();
            this.results = new Summed(raw);
            this.values = new Summed(run.values());
            this.steps = new RecordedSteps(run);
            this.isShared = Files.exists(raw) && JournalRecovery.isShared(raw);
        }

        @Override
        public boolean visit(JournalRecord record, long end) throws IOException {
            if (record instanceof JournalRecord.Start start) {
                sessions++;
                isSuspect = isShared || !start.boot().equals(boot);
            }
            if (record instanceof JournalRecord.Step step) {
                return take(step);
            }
            return !(record instanceof JournalRecord.Item item) || take(item);
        }

        private boolean take(JournalRecord.Item item) throws IOException {
            if (!results.has(resultsEnd, item.bytes(), isSuspect, item.sum())) {
                damage = "not all results are there that the journal tells of; those behind the first " + resultsEnd
                        + " bytes are made again";
                return false;
            }
            resultsEnd += item.bytes();
            finished.of(item.stream()).addEarlier(item);
            return true;
        }

        private boolean take(JournalRecord.Step step) throws IOException {
            if (!values.has(valuesEnd, step.bytes(), isSuspect, step.sum())) {
                damage = "not all values are there that the journal tells of; those behind the first " + valuesEnd
                        + " bytes are made again";
                return false;
            }
            steps.add(step, valuesEnd);
            valuesEnd += step.bytes();
            return true;
        }

        @Override
        public void close() throws IOException {
            results.close();
            values.close();
        }
    }

    /** A file whose parts have sums; they are asked for in their order. */
    private static final class Summed implements Closeable {

        private final Path file;
        private final long size;

        // Mutable state
        private @Nullable InputStream in;
        private long position;

        Summed(Path file) throws IOException {
            this.file = file;
            this.size = Files.exists(file) ? Files.size(file) : 0;
        }

        /** Whether these bytes are there, and if that is in question have this sum. */
        boolean has(long start, int length, boolean isSuspect, int sum) throws IOException {
            return start + length <= size && (!isSuspect || sum(start, length) == sum);
        }

        private int sum(long start, int length) throws IOException {
            InputStream opened = in;
            if (opened == null) {
                opened = new BufferedInputStream(Files.newInputStream(file), BUFFER);
                in = opened;
            }
            opened.skipNBytes(start - position);
            CRC32C sum = new CRC32C();
            sum.update(opened.readNBytes(length));
            position = start + length;
            return (int) sum.getValue();
        }

        @Override
        public void close() throws IOException {
            if (in != null) {
                in.close();
            }
        }
    }
}
