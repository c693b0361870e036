package dev.trenza.app.run;

import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.app.screen.FailureLines;
import dev.trenza.app.screen.Screen;
import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.StreamOutcome;
import dev.trenza.core.process.QuarantinedItem;
import dev.trenza.core.process.WorkerPool;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs one quarantined item to its result line and exit status. Used once. */
public final class Replay {

    private final QuarantinedItem item;
    private final Screen screen;

    /** Prepares a replay; nothing starts before {@link #execute}. */
    public Replay(QuarantinedItem item, Screen screen) {
        this.item = item;
        this.screen = screen;
    }

    /**
     * Runs the item and waits for its end. No worker is left when this returns.
     *
     * @param results where the outcome goes
     * @return the exit status
     * @throws IOException if the result cannot be written
     * @throws dev.trenza.core.PoolUnusableException if the worker cannot start
     */
    public int execute(WorkerPool.Builder builder, OutcomeFormat results) throws IOException {
        AtomicInteger signalled = new AtomicInteger();
        try (WorkerPool pool = builder.build();
                Signals signals = new Signals()) {
            signals.on("INT", () -> end(pool, signalled, ExitStatus.INTERRUPTED));
            signals.on("TERM", () -> end(pool, signalled, ExitStatus.TERMINATED));
            signals.on("HUP", () -> end(pool, signalled, ExitStatus.HUNG_UP));
            Outcome<String, Object> outcome;
            try {
                outcome = item.replay(pool).blockOptional().orElseThrow();
            } catch (RuntimeException e) {
                if (signalled.get() != 0) {
                    return signalled.get(); // the pool was closed under it
                }
                throw e;
            }
            StreamOutcome told = told(outcome);
            results.write(told);
            results.flush();
            new FailureLines(screen).itemFinished(told);
            int status = outcome.isSuccess() ? ExitStatus.SUCCESS : ExitStatus.SOME_FAILED;
            return signalled.get() != 0 ? signalled.get() : status;
        }
    }

    private static void end(WorkerPool pool, AtomicInteger signalled, int status) {
        signalled.compareAndSet(0, status);
        pool.closeNow();
    }

    private StreamOutcome told(Outcome<String, Object> outcome) {
        Item origin = new Item(item.task(), item.index(), item.label(), item.label());
        return new StreamOutcome(
                item.task(),
                outcome.of(item.index(), origin),
                item.task(),
                outcome.execution().waitNanos(),
                outcome.execution().runNanos());
    }
}
