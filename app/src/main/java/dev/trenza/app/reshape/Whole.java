package dev.trenza.app.reshape;

import dev.trenza.core.pipeline.Aggregate;
import dev.trenza.core.pipeline.Item;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Another aggregate, but for a source that was cut off: half of a sum is none. */
final class Whole implements Aggregate {

    private final Aggregate aggregate;
    private final BooleanSupplier isCut;

    Whole(Aggregate aggregate, BooleanSupplier isCut) {
        this.aggregate = aggregate;
        this.isCut = isCut;
    }

    @Override
    public void add(Item item) {
        aggregate.add(item);
    }

    @Override
    public Collection<? extends @Nullable Object> results() {
        return isCut.getAsBoolean() ? List.of() : aggregate.results();
    }
}
