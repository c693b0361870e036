package dev.trenza.app.journal;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values that earlier sessions have got out of steps: where they lie in the file, and on demand what they are. 41 to 53
 * bytes in memory for each. Thread-safe.
 */
final class RecordedSteps implements Closeable {

    private static final int SMALLEST = 64;

    private final RunDirectory run;

    // Mutable state, guarded by this: a key has a number, under which the arrays have the rest
    private final KeyTable keys = new KeyTable();
    private int[] prints = new int[SMALLEST];
    private int[] lengths = new int[SMALLEST];
    private long[] starts = new long[SMALLEST];
    private int count;
    private @Nullable RandomAccessFile file;

    RecordedSteps(RunDirectory run) {
        this.run = run;
    }

    /** A value; {@code null} is one. */
    record Value(@Nullable Object value) {}

    /** Takes what an earlier session has written. */
    synchronized void add(JournalRecord.Step step, long start) {
        if (count == starts.length) {
            int more = count + count / 2;
            prints = Arrays.copyOf(prints, more);
            lengths = Arrays.copyOf(lengths, more);
            starts = Arrays.copyOf(starts, more);
        }
        prints[count] = step.key().print();
        lengths[count] = step.bytes();
        starts[count] = start;
        keys.put(step.key().high(), step.key().low(), count++, (byte) 1);
    }

    /** What came of this step; empty if it has not been taken, or with another file. */
    synchronized Optional<Value> find(ItemKey key) {
        int slot = keys.find(key.high(), key.low());
        if (slot < 0 || prints[keys.number(slot)] != key.print()) {
            return Optional.empty();
        }
        int number = keys.number(slot);
        try {
            if (file == null) {
                file = new RandomAccessFile(run.values().toFile(), "r");
            }
            byte[] bytes = new byte[lengths[number]];
            file.seek(starts[number]);
            file.readFully(bytes);
            return Optional.of(new Value(ValueBytes.read(bytes)));
        } catch (IOException e) {
            return Optional.empty(); // It is made again.
        }
    }

    /** Whether this step has been taken, be it with another file. */
    synchronized boolean hasWithAnyPrint(ItemKey key) {
        return keys.find(key.high(), key.low()) >= 0;
    }

    synchronized int size() {
        return keys.size();
    }

    /** For the end of a line: how many there are, if any. */
    synchronized String words() {
        return keys.size() == 0 ? "" : String.format(Locale.ROOT, ", %,d on their way", keys.size());
    }

    @Override
    public synchronized void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
