package dev.trenza.worker.tasks;

import dev.trenza.task.ContextTask;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Nullable;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import java.util.List;

/** {@code wordcount}: lines, words, characters and bytes, as {@code wc} counts them. Thread-safe. */
public final class WordCountTask implements NamedTask {

    /** For {@link java.util.ServiceLoader}. */
    public WordCountTask() {}

    @Override
    public String name() {
        return "wordcount";
    }

    @Override
    public String description() {
        return "Counts lines, words, characters and bytes, as wc does";
    }

    @Override
    public String input() {
        return "a path, or bytes";
    }

    @Override
    public String output() {
        return "a map of lines, words, chars and bytes; of a map, these as further fields";
    }

    @Override
    public List<Parameter> parameters() {
        return ContentInput.parametersAnd();
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        ContentInput input = new ContentInput(name(), parameters);
        ContextTask<@Nullable Object, @Nullable Object> task = (value, context) -> {
            Utf8Counter counter = new Utf8Counter();
            input.of(value).forEachChunk(context, counter::add);
            return input.result(value, name(), counter.counts());
        };
        return task;
    }
}
