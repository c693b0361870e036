package dev.trenza.app.output;

import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.StreamOutcome;

/** Outcomes as a run would give them. */
public final class OutcomesOfTests {

    private static final Execution EXECUTION = new Execution(1, 2, 1, 400_000, 10_000);

    private OutcomesOfTests() {}

    public static StreamOutcome success(String stream, long seq, Object origin, Object value) {
        Item item = new Item(stream, seq, origin, origin);
        return new StreamOutcome(stream, new Outcome.Success<>(seq, item, value, EXECUTION), "task", 400_000, 10_000);
    }

    public static StreamOutcome failure(String stream, long seq, Object origin, String message, Throwable cause) {
        Item item = new Item(stream, seq, origin, origin);
        TaskFailedException failure = new TaskFailedException(message, cause);
        return new StreamOutcome(stream, new Outcome.Failed<>(seq, item, failure, EXECUTION), "task", 400_000, 10_000);
    }

    public static StreamOutcome of(Outcome<Item, Object> outcome) {
        return new StreamOutcome("s", outcome, "task", 0, 0);
    }
}
