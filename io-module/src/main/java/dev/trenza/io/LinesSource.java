package dev.trenza.io;

import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * {@code lines}: the lines of a file, or of standard input. Thread-safe.
 *
 * <p>A line ends with a line feed, and a carriage return before it is not part of it; the last one may end with the
 * file. Empty lines count. With {@code null} a line ends with a NUL character and may hold anything else. A byte order
 * mark at the start is not part of the first line. A line that is too long or cannot be decoded becomes one failed item,
 * and the next one follows.
 */
public final class LinesSource implements Source {

    static final Parameter NULL = Parameter.optional(
            "null", Parameter.Type.BOOLEAN, false, "lines end with NUL, as 'find -print0' writes them");

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public String description() {
        return "The lines of a file or of standard input";
    }

    @Override
    public String output() {
        return "texts";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(TextInput.PATH, Content.CHARSET, NULL, TextInput.MAX_LINE);
    }

    @Override
    public String mainParameter() {
        return TextInput.PATH.name();
    }

    /**
     * Reads on a thread of its own. Signals an {@link java.io.IOException} if the file cannot be opened or read. Of standard
     * input only one subscription at a time makes sense; it is never closed.
     */
    @Override
    public Flux<Object> open(Parameters parameters) {
        TextInput input = TextInput.of(name(), parameters);
        char separator = parameters.flag(NULL.name()) ? '\0' : '\n';
        return BlockingSource.of(name(), () -> input.lines(separator));
    }
}
