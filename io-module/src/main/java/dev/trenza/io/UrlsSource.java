package dev.trenza.io;

import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * {@code urls}: addresses, one a line, of a file or of standard input; for {@code fetch}. Thread-safe.
 *
 * <p>Blank lines and comments, which begin with {@code #}, are skipped; blanks around either do not count. What is no URL of
 * {@code http} or {@code https} becomes one failed item that names the line, and the next one follows.
 */
public final class UrlsSource implements Source {

    @Override
    public String name() {
        return "urls";
    }

    @Override
    public String description() {
        return "The URLs in a file, one a line; blank lines and # comments are skipped";
    }

    @Override
    public String output() {
        return "texts, each a URL of http or https";
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
     * Reads on a thread of its own; connects to nothing. Signals an {@link IOException} if the file cannot be opened or
     * read. Of standard input only one subscription at a time makes sense; it is never closed.
     */
    @Override
    public Flux<Object> open(Parameters parameters) {
        TextInput input = TextInput.of(name(), parameters);
        return BlockingSource.of(name(), () -> new Addresses(input.name(), input.lines('\n')));
    }

    private record Addresses(String name, LineCursor lines) implements Cursor {

        @Override
        public @Nullable Object next() throws IOException {
            Object line = lines.next();
            while (line instanceof String text
                    && (text.isBlank() || text.strip().startsWith("#"))) {
                line = lines.next();
            }
            return line instanceof String text ? address(text) : line;
        }

        private Object address(String text) {
            try {
                return HttpAddress.of("urls", text).toString();
            } catch (IllegalArgumentException e) {
                return UnreadableLine.of(name, lines.lineNumber(), "is no address: " + e.getMessage());
            }
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
