package dev.trenza.app.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A table that takes the values of the successes. Immutable.
 *
 * @param kind of the table
 * @param to the file, in which {@code {stream}} stands for the name of the stream; empty for stdout
 * @param columns in their order; empty takes those of the first value
 * @param delimiter between two columns of CSV
 * @param table of the database, in which {@code {stream}} stands for the name of the stream
 * @param appends whether rows are added to those of the database, and do not replace them
 */
public record TableOutput(
        Kind kind, Optional<Path> to, List<String> columns, char delimiter, String table, boolean appends) {

    private static final String STREAM = "{stream}";

    /** Where tables may be. */
    public enum Kind {
        /** A text. */
        CSV,
        /** A database. */
        SQLITE
    }

    /** Copies the columns. */
    public TableOutput {
        columns = List.copyOf(columns);
    }

    /** The file for a stream of this name. */
    public Optional<Path> fileOf(String stream) {
        return to.map(file -> Path.of(file.toString().replace(STREAM, stream)));
    }

    /** The same table in another file. */
    public TableOutput withTo(Path file) {
        return new TableOutput(kind, Optional.of(file), columns, delimiter, table, appends);
    }

    /**
     * Opens it.
     *
     * @param stdout unbuffered
     * @param streams all whose values it takes: what it has of them is replaced even if there is none
     * @throws IOException if it cannot be written
     */
    public OutcomeFormat open(OutputStream stdout, Collection<String> streams) throws IOException {
        if (to.isEmpty()) {
            return new CsvLines(stdout, Optional.empty(), delimiter, columns);
        }
        String file = to.get().toString();
        if (kind == Kind.SQLITE) {
            return new SqliteTables(to.get(), stream -> table.replace(STREAM, stream), columns, appends, streams);
        }
        return file.contains(STREAM)
                ? new ByStream(streams, stream -> csv(Path.of(file.replace(STREAM, stream))), OutcomeFormat.NONE)
                : csv(to.get());
    }

    private OutcomeFormat csv(Path file) throws IOException {
        PartialFile partial = new PartialFile(file);
        return new CsvLines(partial.out(), Optional.of(partial), delimiter, columns);
    }
}
