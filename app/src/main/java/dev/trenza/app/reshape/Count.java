package dev.trenza.app.reshape;

import dev.trenza.core.pipeline.Aggregate;
import dev.trenza.core.pipeline.Item;
import java.util.Collection;
import java.util.List;

/** How many items there are; keeps a number. */
final class Count implements Aggregate {

    // Mutable state
    private long count;

    @Override
    public void add(Item item) {
        count++;
    }

    @Override
    public Collection<?> results() {
        return List.of(count);
    }
}
