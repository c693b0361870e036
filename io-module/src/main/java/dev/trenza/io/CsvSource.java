package dev.trenza.io;

import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Flux;

/**
 * {@code csv}: the rows of a table in RFC 4180's form, of a file or of standard input. Thread-safe.
 *
 * <p>Each row is a map from the header's names to texts, or with {@code types: auto} to numbers and booleans where they
 * look like such, and to null where nothing stands. A field in quotes may hold delimiters, doubled quotes and line ends; a
 * carriage return before a line feed in it is not kept. A byte order mark is not part of the first name. Empty lines are
 * skipped.
 *
 * <p>A row with too many or too few columns, with a quote in the wrong place, that is too long or cannot be decoded becomes
 * one failed item that names its line, and the next line follows. So does one whose quote is never closed: it costs one
 * line, not the rest of the file.
 */
public final class CsvSource implements Source {

    private static final Parameter DELIMITER = Parameter.optional(
            "delimiter", Parameter.Type.STRING, ",", "the character between two columns; tab is a word for it");
    private static final Parameter COLUMNS = Parameter.optional(
            "columns",
            Parameter.Type.LIST,
            null,
            "the names of the columns; the first row is then an item as any other");
    private static final Parameter SKIP = Parameter.optional(
            "skip", Parameter.Type.INTEGER, 0, "how many lines come before the header, or before the first row");
    private static final Parameter TYPES = Parameter.choice(
            "types",
            "text",
            List.of("text", "auto"),
            "text leaves every field as it is; auto makes numbers and booleans of what looks so, and null of nothing");

    /** What tells how the table is laid out. */
    static final List<Parameter> TABLE = List.of(DELIMITER, COLUMNS, SKIP, TYPES);

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public String description() {
        return "The rows of a CSV file, or of standard input";
    }

    @Override
    public String output() {
        return "maps from the header's names to the fields";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(TextInput.PATH, DELIMITER, COLUMNS, SKIP, TYPES, Content.CHARSET, TextInput.MAX_LINE);
    }

    @Override
    public String mainParameter() {
        return TextInput.PATH.name();
    }

    /**
     * Reads on a thread of its own. Signals an {@link java.io.IOException} if the file cannot be opened or read, or if its
     * header is of no use. Of standard input only one subscription at a time makes sense; it is never closed.
     *
     * @throws IllegalArgumentException if the delimiter is not one character, or two columns have one name
     */
    @Override
    public Flux<Object> open(Parameters parameters) {
        TextInput input = TextInput.of(name(), parameters);
        ParsedContent.Opening rows = rows(parameters);
        return BlockingSource.of(name(), () -> rows.open(input.name(), input.lines('\n')));
    }

    /**
     * Rows of lines.
     *
     * @throws IllegalArgumentException if the delimiter is not one character, or two columns have one name
     */
    static ParsedContent.Opening rows(Parameters parameters) {
        char delimiter = delimiter(parameters.string(DELIMITER.name()));
        boolean isTyped = parameters.string(TYPES.name()).equals("auto");
        int limit = Content.limit(TextInput.MAX_LINE.name(), parameters);
        Optional<CsvHeader> header = parameters.has(COLUMNS.name())
                ? Optional.of(CsvHeader.of(parameters.list(COLUMNS.name()).stream()
                        .map(String::valueOf)
                        .toList()))
                : Optional.empty();
        long skip = parameters.integer(SKIP.name());
        if (skip < 0) {
            throw new IllegalArgumentException("'skip' must be >= 0, was " + skip);
        }
        return (name, lines) -> {
            for (long line = 0; line < skip && lines.next() != null; line++) {
                // It is none of the rows.
            }
            return new CsvCursor(name, lines, delimiter, limit, isTyped, header);
        };
    }

    private static char delimiter(String text) {
        if (text.equals("tab") || text.equals("\\t")) {
            return '\t';
        }
        if (text.length() != 1 || "\"\r\n".contains(text)) {
            throw new IllegalArgumentException(
                    "'delimiter' must be one character such as , or ; or the word tab, was '" + text + "'");
        }
        return text.charAt(0);
    }
}
