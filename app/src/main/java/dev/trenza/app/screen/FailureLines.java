package dev.trenza.app.screen;

import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.StreamOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Tells each failure in one line as it happens; after {@value #LIMIT} of them, at the end, how many more there were.
 * Confined to one run.
 */
public final class FailureLines implements RunListener {

    private static final int LIMIT = 20;
    private static final int LENGTH = 600;

    private final Screen screen;

    // Mutable state: the calls of a run come one at a time
    private long failures;

    /** Tells on this screen. */
    public FailureLines(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void itemFinished(StreamOutcome outcome) {
        boolean isCancelled = outcome.outcome() instanceof Outcome.Cancelled;
        if (isCancelled || !(outcome.outcome() instanceof Outcome.Failure<Item, Object> failure)) {
            return; // A cancelled item has done nothing: whatever ended the run is told once.
        }
        failures++;
        if (failures <= LIMIT) {
            screen.line("trenza: " + outcome.stream() + ": " + Printable.oneLine(message(failure), LENGTH));
        }
        if (failures == LIMIT) {
            screen.line("trenza: further failures are only counted here; each is in the results");
        }
    }

    @Override
    public void runFinished(End end, @Nullable Throwable error, long finishedNanos) {
        if (failures > LIMIT) {
            screen.line("trenza: " + (failures - LIMIT) + " more failed");
        }
    }

    /** The status is a word of its own, unless the message says it. */
    private static String message(Outcome.Failure<Item, Object> failure) {
        String message = failure.failure().getMessage();
        return failure instanceof Outcome.Failed ? message : failure.status() + ": " + message;
    }
}
