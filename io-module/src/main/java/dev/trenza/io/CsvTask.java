package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code csv}: an item for each row of a CSV file, as it is read, as {@link CsvSource} says. Thread-safe. */
public final class CsvTask implements IoTask {

    @Override
    public String name() {
        return "csv";
    }

    @Override
    public String description() {
        return "Makes an item of each row of a CSV file, as it is read";
    }

    @Override
    public String input() {
        return ParsedContent.INPUT;
    }

    @Override
    public String output() {
        return "maps from the header's names to the fields, an item for each";
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(CsvSource.TABLE);
        parameters.add(Content.CHARSET);
        parameters.add(TextInput.MAX_LINE);
        return parameters;
    }

    /**
     * Makes the task of a stage.
     *
     * @throws IllegalArgumentException if the delimiter is not one character, or two columns have one name
     */
    @Override
    public Task<Item, @Nullable Object> create(Parameters parameters) {
        return new ParsedContent(
                name(),
                Content.charset(parameters),
                Content.limit(TextInput.MAX_LINE.name(), parameters),
                '\n',
                CsvSource.rows(parameters));
    }
}
