package dev.trenza.core.local;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import reactor.util.concurrent.Queues;

/**
 * Results that wait for demand, or for those before them. Any thread adds, one at a time takes; its size is bounded by
 * the window of the run.
 */
interface Results<R> {

    /** Adds the result of the item at an index. */
    void add(long index, R result);

    /** Takes the next one, or {@code null} if it is not there yet. */
    @Nullable
    R poll();

    /** Whether there is no next one yet; of the thread that takes. */
    boolean isEmpty();

    /** Forgets everything. */
    void clear();

    /** Results as they come. */
    static <R> Results<R> unordered() {
        Queue<R> queue = Queues.<R>unboundedMultiproducer().get();
        return new Results<>() {
            @Override
            public void add(long index, R result) {
                queue.offer(result);
            }

            @Override
            public @Nullable R poll() {
                return queue.poll();
            }

            @Override
            public boolean isEmpty() {
                return queue.isEmpty();
            }

            @Override
            public void clear() {
                queue.clear();
            }
        };
    }

    /**
     * Results in the order of their indexes, from 0.
     *
     * @param window how far an index may be ahead of the one that is taken next
     */
    static <R> Results<R> ordered(int window) {
        return new Results<>() {

            private final AtomicReferenceArray<@Nullable R> ring = new AtomicReferenceArray<>(window);

            // Mutable state, of the thread that takes
            private long next;

            @Override
            public void add(long index, R result) {
                ring.set((int) (index % window), result);
            }

            @Override
            public @Nullable R poll() {
                int slot = (int) (next % window);
                R result = ring.get(slot);
                if (result != null) {
                    ring.lazySet(slot, null);
                    next++;
                }
                return result;
            }

            @Override
            public boolean isEmpty() {
                return ring.get((int) (next % window)) == null;
            }

            @Override
            public void clear() {
                for (int slot = 0; slot < window; slot++) {
                    ring.lazySet(slot, null);
                }
            }
        };
    }
}
