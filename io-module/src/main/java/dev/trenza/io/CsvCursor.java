package dev.trenza.io;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.trenza.core.pipeline.SourceItem;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the rows of a table. Confined to one thread.
 *
 * <p>Finds out which lines belong to a row, and lets FastCSV take it apart. That library alone, over the whole stream, ends
 * at the first row that is wrong, cannot tell a byte that is no text, and takes a quote that is never closed for the rest
 * of the file.
 */
final class CsvCursor implements Cursor {

    private static final char QUOTE = '"';

    private final String name;
    private final LineCursor lines;
    private final char delimiter;
    private final int limit;
    private final boolean isTyped;
    private final CsvReader.CsvReaderBuilder reader;

    // Mutable state
    private @Nullable CsvHeader header;
    /** Lines that were read in search of a quote that no line closed. */
    private final Deque<Line> readAgain = new ArrayDeque<>();

    /** A line and its number; the text is {@code null} if it could not be read. */
    private record Line(
            long number,
            @Nullable String text,
            String end,
            @Nullable SourceItem failure) {}

    CsvCursor(String name, LineCursor lines, char delimiter, int limit, boolean isTyped, Optional<CsvHeader> header) {
        this.name = name;
        this.lines = lines;
        this.delimiter = delimiter;
        this.limit = limit;
        this.isTyped = isTyped;
        this.header = header.orElse(null);
        this.reader = CsvReader.builder()
                .fieldSeparator(delimiter)
                .skipEmptyLines(false)
                .maxBufferSize(Math.max(1 << 10, (int) Math.min(Integer.MAX_VALUE - 8, limit + 64L)));
    }

    @Override
    public @Nullable Object next() throws IOException {
        while (true) {
            Line first = line();
            if (first == null) {
                return null;
            }
            if (first.failure != null && header == null) {
                throw new IOException("the header of '" + name + "' cannot be read: "
                        + first.failure.failure().getMessage());
            }
            if (first.failure != null) {
                return first.failure;
            }
            String text = String.valueOf(first.text);
            if (!text.isEmpty()) {
                Object row = row(first.number, text, first.end);
                if (row != null) {
                    return row;
                }
            }
        }
    }

    /** The row that begins here, or {@code null} if it was the header. */
    private @Nullable Object row(long number, String firstLine, String firstEnd) throws IOException {
        try {
            List<String> fields = fields(rowText(firstLine, firstEnd));
            if (header != null) {
                return header.row(fields, isTyped);
            }
            header = CsvHeader.of(fields);
            return null;
        } catch (IllegalArgumentException | CsvParseException e) {
            if (header == null) {
                throw new IOException(
                        "the header of '" + name + "', line " + number + ", is of no use: " + e.getMessage(), e);
            }
            return UnreadableLine.of(name, number, e.getMessage());
        }
    }

    private List<String> fields(String row) {
        try {
            return reader.ofSingleCsvRecord(row).getFields();
        } catch (CsvParseException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException("is no row: " + cause.getMessage(), e);
        }
    }

    /** The text of the row: more than one line if a line ends within quotes. */
    private String rowText(String firstLine, String firstEnd) throws IOException {
        boolean isOpen = endsInQuotes(firstLine, false);
        if (!isOpen) {
            return firstLine;
        }
        StringBuilder row = new StringBuilder(firstLine);
        String end = firstEnd;
        List<Line> more = new ArrayList<>();
        while (isOpen) {
            Line next = row.length() <= limit ? line() : null;
            if (next != null) {
                more.add(next);
            }
            if (next == null || next.text == null) {
                for (int i = more.size() - 1; i >= 0; i--) {
                    readAgain.push(more.get(i));
                }
                throw new IllegalArgumentException("opens a quote that is not closed"
                        + (row.length() > limit ? " within max-line, which is " + limit + " characters" : ""));
            }
            isOpen = endsInQuotes(next.text, true);
            row.append(end).append(next.text);
            end = next.end;
        }
        if (row.length() > limit) {
            throw new IllegalArgumentException(
                    "begins a row of " + row.length() + " characters, and max-line is " + limit + "; raise 'max-line'");
        }
        return row.toString();
    }

    /** Whether the line ends within quotes; a quote opens only where a field begins. */
    private boolean endsInQuotes(String line, boolean beginsInQuotes) {
        boolean isQuoted = beginsInQuotes;
        boolean isFieldStart = true;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (isQuoted) {
                if (c == QUOTE && i + 1 < line.length() && line.charAt(i + 1) == QUOTE) {
                    i++;
                } else if (c == QUOTE) {
                    isQuoted = false;
                }
                isFieldStart = false;
            } else {
                isQuoted = c == QUOTE && isFieldStart;
                isFieldStart = c == delimiter;
            }
        }
        return isQuoted;
    }

    private @Nullable Line line() throws IOException {
        Line again = readAgain.poll();
        if (again != null) {
            return again;
        }
        Object next = lines.next();
        if (next == null) {
            return null;
        }
        return next instanceof SourceItem failed
                ? new Line(lines.lineNumber(), null, "\n", failed)
                : new Line(lines.lineNumber(), next.toString(), lines.hadReturn() ? "\r\n" : "\n", null);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
