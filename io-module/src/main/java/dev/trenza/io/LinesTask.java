package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code lines}: an item for each line of a file, as it is read, as {@link LinesSource} says. Thread-safe. */
public final class LinesTask implements IoTask {

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public String description() {
        return "Makes an item of each line of a file, as it is read";
    }

    @Override
    public String input() {
        return ParsedContent.INPUT;
    }

    @Override
    public String output() {
        return "texts, an item for each";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(Content.CHARSET, LinesSource.NULL, TextInput.MAX_LINE);
    }

    @Override
    public Task<Item, @Nullable Object> create(Parameters parameters) {
        return new ParsedContent(
                name(),
                Content.charset(parameters),
                Content.limit(TextInput.MAX_LINE.name(), parameters),
                parameters.flag(LinesSource.NULL.name()) ? '\0' : '\n',
                (name, lines) -> lines);
    }
}
