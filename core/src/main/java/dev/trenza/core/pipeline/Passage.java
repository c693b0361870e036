package dev.trenza.core.pipeline;

import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import org.jspecify.annotations.Nullable;

/** An item between two stages, and the time that the stages before took. Immutable. */
record Passage(Item item, long waitNanos, long runNanos) {

    /** A stage has returned. */
    Passage after(Execution execution, @Nullable Object value) {
        return new Passage(item.with(value), waitNanos + execution.waitNanos(), runNanos + execution.runNanos());
    }

    /** A stage was the last one for this item. */
    StreamOutcome ended(Stage stage, Outcome<Passage, Object> outcome) {
        Execution execution = outcome.execution();
        return new StreamOutcome(
                item.stream(),
                outcome.of(item.seq(), item.with(item.origin())),
                stage.name(),
                waitNanos + execution.waitNanos(),
                runNanos + execution.runNanos());
    }

    /**
     * No task came after.
     *
     * @param stage that made the item of others; {@code null} if there was no stage at all
     */
    StreamOutcome ended(@Nullable String stage) {
        Item origin = item.with(item.origin());
        return new StreamOutcome(
                item.stream(),
                new Outcome.Success<>(item.seq(), origin, item.value(), Execution.NONE),
                stage,
                waitNanos,
                runNanos);
    }
}
