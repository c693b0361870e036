package dev.trenza.app.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of successes as rows of RFC 4180, in UTF-8, with a header; lines end with a line feed alone. Nothing is
 * written for null, JSON for lists and maps, base64 for bytes. What failed is told on stderr only.
 */
final class CsvLines implements OutcomeFormat {

    private final CsvWriter csv;
    private final ValueColumns columns;
    private final Optional<PartialFile> file;

    // Mutable state
    private boolean hasHeader;
    private boolean isClosed;

    /**
     * Begins a table.
     *
     * @param file that the stream belongs to
     */
    CsvLines(OutputStream out, Optional<PartialFile> file, char delimiter, List<String> columns) {
        this.csv = CsvWriter.builder()
                .fieldSeparator(delimiter)
                .lineDelimiter(LineDelimiter.LF)
                .build(out, StandardCharsets.UTF_8);
        this.columns = new ValueColumns(columns);
        this.file = file;
    }

    @Override
    public void write(StreamOutcome outcome) throws IOException {
        if (!outcome.isSuccess()) {
            return;
        }
        List<@Nullable Object> row = columns.row(outcome);
        try {
            writeHeader();
            List<String> fields = new ArrayList<>();
            row.forEach(value -> fields.add(PlainText.of(value)));
            csv.writeRecord(fields);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void writeHeader() {
        if (!hasHeader && !columns.names().isEmpty()) {
            csv.writeRecord(columns.names());
            hasHeader = true;
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            csv.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void publish() throws IOException {
        try {
            writeHeader();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        close();
        if (file.isPresent()) {
            file.get().publish();
        }
    }

    @Override
    public void close() throws IOException {
        if (!isClosed) {
            isClosed = true;
            csv.close();
        }
    }
}
