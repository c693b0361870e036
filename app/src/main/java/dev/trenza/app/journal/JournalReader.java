package dev.trenza.app.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a journal up to the place where it stops being one: its end, or the line that was being written when its run was
 * killed. May read while the run writes.
 *
 * <pre>{@code
 * new JournalReader(run.journal()).forEach(record -> {
 *     if (record instanceof JournalRecord.Item item) {
 *         statuses.merge(item.status(), 1, Integer::sum);
 *     }
 * });
 * }</pre>
 */
public final class JournalReader {

    private static final int BUFFER = 1 << 16;

    private final Path journal;

    /** Reads this file; it need not exist. */
    public JournalReader(Path journal) {
        this.journal = journal;
    }

    /**
     * Passes on every record, in their order.
     *
     * @return how many bytes of the file are whole lines: what is behind them was cut off by a kill, or is damaged
     * @throws IOException if the file cannot be read; a file that does not exist has no records
     */
    public long forEach(Consumer<? super JournalRecord> consumer) throws IOException {
        return read((record, end) -> {
            consumer.accept(record);
            return true;
        });
    }

    /** Takes a record and tells whether it wants another one. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Takes a record.
         *
         * @param end where the record's line ends in the file
         * @return {@code false} if the journal is to be read no further, this record included
         */
        boolean visit(JournalRecord record, long end) throws IOException;
    }

    /** The same, and the visitor may say where to stop: the length is then that before the record that it refused. */
    long read(Visitor visitor) throws IOException {
        if (!Files.exists(journal)) {
            return 0;
        }
        JournalLine lines = new JournalLine();
        long length = 0;
        try (InputStream in = Files.newInputStream(journal)) {
            Lines all = new Lines(in);
            Optional<byte[]> line = all.next();
            while (line.isPresent() && JournalLine.isWhole(line.get())) {
                long end = length + line.get().length + 1;
                Optional<JournalRecord> record = lines.decode(line.get());
                if (record.isPresent() && !visitor.visit(record.get(), end)) {
                    return length;
                }
                length = end;
                line = all.next();
            }
        }
        return length;
    }

    /** The lines of a file. */
    private static final class Lines {

        private final InputStream in;

        // Mutable state
        private byte[] buffer = new byte[BUFFER];
        private int start;
        private int end;

        Lines(InputStream in) {
            this.in = in;
        }

        /** A line without its end; empty if there is none that has one. */
        Optional<byte[]> next() throws IOException {
            int at = start;
            while (true) {
                for (; at < end; at++) {
                    if (buffer[at] == '\n') {
                        byte[] line = Arrays.copyOfRange(buffer, start, at);
                        start = at + 1;
                        return Optional.of(line);
                    }
                }
                at -= start;
                if (!fill()) {
                    return Optional.empty();
                }
            }
        }

        /** Moves what is left to the beginning, and reads on behind it. */
        private boolean fill() throws IOException {
            int left = end - start;
            byte[] room = left > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
            System.arraycopy(buffer, start, room, 0, left);
            buffer = room;
            start = 0;
            end = left;
            int read = in.read(buffer, left, buffer.length - left);
            end += Math.max(0, read);
            return read > 0;
        }
    }
}
