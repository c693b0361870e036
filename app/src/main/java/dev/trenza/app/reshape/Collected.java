package dev.trenza.app.reshape;

import dev.trenza.core.pipeline.Aggregate;
import dev.trenza.core.pipeline.Item;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All values as one list; keeps that. */
final class Collected implements Aggregate {

    private final int limit;

    // Mutable state
    private final List<@Nullable Object> values = new ArrayList<>();

    Collected(int limit) {
        this.limit = limit;
    }

    @Override
    public void add(Item item) {
        if (values.size() == limit) {
            throw new IllegalStateException("there are " + limit + " items already, and max-items is that; raise it");
        }
        values.add(item.value());
    }

    @Override
    public Collection<?> results() {
        return List.of(values);
    }
}
