package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code ndjson}: an item for each JSON value of a file, as it is read, as {@link NdjsonSource} says. Thread-safe. */
public final class NdjsonTask implements IoTask {

    @Override
    public String name() {
        return "ndjson";
    }

    @Override
    public String description() {
        return "Makes an item of each JSON value of a file, one a line, as it is read";
    }

    @Override
    public String input() {
        return ParsedContent.INPUT;
    }

    @Override
    public String output() {
        return "maps, lists, texts, numbers and booleans, an item for each";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(Content.CHARSET, TextInput.MAX_LINE);
    }

    @Override
    public Task<Item, @Nullable Object> create(Parameters parameters) {
        return new ParsedContent(
                name(),
                Content.charset(parameters),
                Content.limit(TextInput.MAX_LINE.name(), parameters),
                '\n',
                NdjsonSource.Values::new);
    }
}
