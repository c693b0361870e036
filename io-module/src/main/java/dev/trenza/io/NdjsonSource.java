package dev.trenza.io;

import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * {@code ndjson}: JSON values, one a line, of a file or of standard input. Thread-safe.
 *
 * <p>Blank lines are skipped. A line that is too long, cannot be decoded, is no JSON or is {@code null} becomes one failed
 * item that names the line, and the next one follows.
 */
public final class NdjsonSource implements Source {

    @Override
    public String name() {
        return "ndjson";
    }

    @Override
    public String description() {
        return "JSON values, one a line, of a file or of standard input";
    }

    @Override
    public String output() {
        return "maps, lists, texts, numbers and booleans";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(TextInput.PATH, Content.CHARSET, TextInput.MAX_LINE);
    }

    @Override
    public String mainParameter() {
        return TextInput.PATH.name();
    }

    /**
     * Reads on a thread of its own. Signals an {@link IOException} if the file cannot be opened or read. Of standard input
     * only one subscription at a time makes sense; it is never closed.
     */
    @Override
    public Flux<Object> open(Parameters parameters) {
        TextInput input = TextInput.of(name(), parameters);
        return BlockingSource.of(name(), () -> new Values(input.name(), input.lines('\n')));
    }

    record Values(String name, LineCursor lines) implements Cursor {

        @Override
        public @Nullable Object next() throws IOException {
            Object line = lines.next();
            while (line instanceof String text && text.isBlank()) {
                line = lines.next();
            }
            return line instanceof String text ? value(text) : line;
        }

        private Object value(String text) {
            String problem;
            try {
                Object value = JsonText.parse(text);
                if (value != null) {
                    return value;
                }
                problem = "is null, which no stream can carry";
            } catch (IllegalArgumentException e) {
                problem = String.valueOf(e.getMessage());
            }
            return UnreadableLine.of(name, lines.lineNumber(), problem);
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
