package dev.trenza.app.journal;

import dev.trenza.core.pipeline.SkippedItem;
import dev.trenza.core.pipeline.SourceItem;
import java.util.Optional;
import java.util.function.BiConsumer;
import reactor.core.publisher.Flux;

/**
 * Stands between a source and its stream: keeps of each item that runs what it is known by, and lets those pass by that
 * need not run. The source calls it, one item at a time; the results thread takes keys.
 */
final class ItemWatch {

    private final Fingerprint fingerprint;
    private final FinishedItems finished;
    private final boolean retryFailed;
    private final BiConsumer<Object, Decision> decided;
    private final RunningItems running = new RunningItems();

    // Mutable state
    private long seq;
    private volatile boolean isComplete;

    ItemWatch(
            Fingerprint fingerprint,
            FinishedItems finished,
            boolean retryFailed,
            BiConsumer<Object, Decision> decided) {
        this.fingerprint = fingerprint;
        this.finished = finished;
        this.retryFailed = retryFailed;
        this.decided = decided;
    }

    /** The source with what need not run as skipped; to be subscribed once. */
    Flux<?> over(Flux<?> source) {
        return source.map(this::pass).doOnComplete(() -> isComplete = true);
    }

    /** Whether the source has come to its end. */
    boolean isComplete() {
        return isComplete;
    }

    private Object pass(Object emitted) {
        long number = seq++;
        if (emitted instanceof SkippedItem) {
            return emitted;
        }
        boolean isFailure = emitted instanceof SourceItem;
        Object origin = emitted instanceof SourceItem failure ? failure.origin() : emitted;
        ItemKey key = fingerprint.of(origin);
        Decision decision = Decision.of(finished.meet(key), retryFailed);
        if (!isFailure) {
            decided.accept(origin, decision);
            if (decision.skips()) {
                return new SkippedItem(origin, decision.words());
            }
        }
        running.put(number, key);
        return emitted;
    }

    /** What the item is known by that has ended; empty if it did not run. */
    Optional<ItemKey> take(long ended) {
        return running.take(ended);
    }
}
