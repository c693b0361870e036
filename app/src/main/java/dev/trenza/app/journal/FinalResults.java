package dev.trenza.app.journal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;

/**
 * Reads what a run has written, with those results that count: of an item that was run again the last one. May read while
 * the run writes. Keeps 25 to 37 bytes for each item.
 *
 * <pre>{@code
 * new FinalResults(run).forEach((record, result) -> result.ifPresent(bytes -> System.out.writeBytes(bytes)));
 * }</pre>
 */
public final class FinalResults {

    private static final int BUFFER = 1 << 16;

    private final RunDirectory run;

    /** Those of a run. */
    public FinalResults(RunDirectory run) {
        this.run = run;
    }

    /** Takes what a run has written. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Takes a record of the journal.
         *
         * @param result of the item, if the record is of one and no later one takes its place
         */
        void visit(JournalRecord record, Optional<byte[]> result) throws IOException;
    }

    /**
     * Passes on every record, in their order, up to the first whose result is not there.
     *
     * @throws IOException if the files cannot be read
     */
    public void forEach(Visitor visitor) throws IOException {
        KeyTable last = new KeyTable();
        int[] numbers = {0, 0};
        new JournalReader(run.journal()).forEach(record -> {
            if (record instanceof JournalRecord.Item item) {
                last.put(item.key().high(), item.key().low(), numbers[0]++, (byte) 1);
            }
        });
        try (InputStream results = new BufferedInputStream(open(), BUFFER)) {
            new JournalReader(run.journal()).read((record, end) -> {
                if (!(record instanceof JournalRecord.Item item)) {
                    visitor.visit(record, Optional.empty());
                    return true;
                }
                byte[] result = results.readNBytes(item.bytes());
                if (result.length < item.bytes()) {
                    return false;
                }
                int slot = last.find(item.key().high(), item.key().low());
                // A run that goes on has written more since the numbers were given.
                boolean counts = slot >= 0 && last.number(slot) == numbers[1]++;
                visitor.visit(record, counts ? Optional.of(result) : Optional.empty());
                return true;
            });
        }
    }

    private InputStream open() throws IOException {
        return Files.exists(run.rawResults()) ? Files.newInputStream(run.rawResults()) : InputStream.nullInputStream();
    }
}
