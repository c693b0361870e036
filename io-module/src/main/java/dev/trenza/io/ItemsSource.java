package dev.trenza.io;

import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** {@code items}: a list that is written out. Thread-safe. */
public final class ItemsSource implements Source {

    private static final String VALUES = "values";

    @Override
    public String name() {
        return "items";
    }

    @Override
    public String description() {
        return "Items that are written out";
    }

    @Override
    public String output() {
        return "the items as they stand";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(Parameter.required(VALUES, Parameter.Type.LIST, "what to emit, in this order"));
    }

    @Override
    public String mainParameter() {
        return VALUES;
    }

    @Override
    public Flux<Object> open(Parameters parameters) {
        List<Object> values = new ArrayList<>();
        for (@Nullable Object value : parameters.list(VALUES)) {
            if (value == null) {
                throw new IllegalArgumentException("item " + (values.size() + 1)
                        + " of 'values' is null, which no stream can carry; write it as a text, or leave it out");
            }
            values.add(value);
        }
        return Flux.fromIterable(values);
    }
}
