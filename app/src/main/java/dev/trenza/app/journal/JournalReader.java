package dev.trenza.app.journal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
        try (InputStream in = new BufferedInputStream(Files.newInputStream(journal), BUFFER)) {
            Optional<byte[]> line = next(in);
            while (line.isPresent() && JournalLine.isWhole(line.get())) {
                long end = length + line.get().length + 1;
                Optional<JournalRecord> record = lines.decode(line.get());
                if (record.isPresent() && !visitor.visit(record.get(), end)) {
                    return length;
                }
                length = end;
                line = next(in);
            }
        }
        return length;
    }

    /** A line without its end; empty if there is none that has one. */
    private static Optional<byte[]> next(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        for (int character = in.read(); character >= 0; character = in.read()) {
            if (character == '\n') {
                return Optional.of(line.toByteArray());
            }
            line.write(character);
        }
        return Optional.empty();
    }
}
