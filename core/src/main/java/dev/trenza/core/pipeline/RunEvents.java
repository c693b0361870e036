package dev.trenza.core.pipeline;

import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listeners of one run what happens, one event at a time. Thread-safe.
 *
 * <p>A lock and not a queue: a listener that is too slow then slows down the run, in place of filling the memory.
 */
final class RunEvents {

    private static final Logger LOG = LoggerFactory.getLogger(RunEvents.class);

    private final RunListener[] listeners;
    private final ReentrantLock lock = new ReentrantLock();

    // Mutable state, guarded by the lock
    private final boolean[] hasThrown;

    RunEvents(List<RunListener> listeners) {
        this.listeners = listeners.toArray(RunListener[]::new);
        this.hasThrown = new boolean[this.listeners.length];
    }

    void runStarted(String pipeline) {
        tell(listener -> listener.runStarted(pipeline, System.nanoTime()));
    }

    void stageFinished(Stage stage, Outcome<Passage, ?> outcome) {
        if (listeners.length == 0) {
            return;
        }
        Item item = outcome.item().item();
        Execution execution = outcome.execution();
        StageRun run = new StageRun(
                item.stream(),
                stage.name(),
                stage.kind(),
                item.seq(),
                execution.worker(),
                execution.startedNanos(),
                execution.waitNanos(),
                execution.runNanos(),
                outcome.status());
        tell(listener -> listener.stageFinished(run));
    }

    void itemFinished(StreamOutcome outcome) {
        tell(listener -> listener.itemFinished(outcome));
    }

    void runFinished(RunListener.End end, @Nullable Throwable error) {
        tell(listener -> listener.runFinished(end, error, System.nanoTime()));
    }

    private void tell(Consumer<RunListener> event) {
        if (listeners.length == 0) {
            return;
        }
        lock.lock();
        try {
            for (int i = 0; i < listeners.length; i++) {
                tell(i, event);
            }
        } finally {
            lock.unlock();
        }
    }

    private void tell(int index, Consumer<RunListener> event) {
        try {
            event.accept(listeners[index]);
        } catch (RuntimeException e) {
            // Once: a listener that fails for one item usually fails for all of them.
            if (!hasThrown[index]) {
                hasThrown[index] = true;
                LOG.warn("{} threw; the run goes on, and more of it is not logged", listeners[index], e);
            }
        }
    }

    @Override
    public String toString() {
        return Arrays.toString(listeners);
    }
}
