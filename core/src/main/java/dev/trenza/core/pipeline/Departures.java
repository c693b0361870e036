package dev.trenza.core.pipeline;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * Outcomes that wait to leave a stream: for demand, or for those before them. Any thread adds, one at a time takes.
 */
final class Departures {

    private final Queue<StreamOutcome> arrived =
            Queues.<StreamOutcome>unboundedMultiproducer().get();
    private final AtomicInteger size = new AtomicInteger();
    private final @Nullable Queue<StreamOutcome> early;

    // Mutable state, of the thread that takes
    private long next;

    Departures(boolean isOrdered) {
        this.early = isOrdered ? new PriorityQueue<>(Comparator.comparingLong(StreamOutcome::seq)) : null;
    }

    void add(StreamOutcome outcome) {
        size.incrementAndGet();
        arrived.offer(outcome);
    }

    /** How many wait, at least. */
    int size() {
        return size.get();
    }

    /**
     * Takes the next one, or {@code null} if it is not there yet.
     *
     * @param isOver whether no more are added, so that none has to wait for one before it
     */
    @Nullable
    StreamOutcome poll(boolean isOver) {
        StreamOutcome outcome = early == null ? arrived.poll() : pollInOrder(early, isOver);
        if (outcome != null) {
            size.decrementAndGet();
        }
        return outcome;
    }

    private @Nullable StreamOutcome pollInOrder(Queue<StreamOutcome> bySeq, boolean isOver) {
        for (StreamOutcome outcome = arrived.poll(); outcome != null; outcome = arrived.poll()) {
            bySeq.add(outcome);
        }
        StreamOutcome first = bySeq.peek();
        if (first == null || (first.seq() != next && !isOver)) {
            return null;
        }
        next = first.seq() + 1;
        return bySeq.poll();
    }

    void clear() {
        arrived.clear();
        if (early != null) {
            early.clear();
        }
    }
}
