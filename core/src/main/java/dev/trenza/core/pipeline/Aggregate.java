package dev.trenza.core.pipeline;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Makes few items of many: what runs when a stage takes all items of a stream before it lets go of one. Each run has its
 * own; confined to one thread at a time.
 *
 * <pre>{@code
 * final class Total implements Aggregate {
 *     private long total;
 *
 *     public void add(Item item) {
 *         total += (Long) item.value();
 *     }
 *
 *     public Collection<?> results() {
 *         return List.of(total);
 *     }
 * }
 *
 * Stage total = Stage.aggregate("total", Total::new);
 * }</pre>
 */
public interface Aggregate {

    /**
     * Takes an item in. Must bound what it keeps.
     *
     * @throws RuntimeException if the item does not fit; it ends as failed, and the next one is added
     */
    void add(Item item);

    /**
     * What goes on through the stream once all items are in; not called if the source failed, for a part could be mistaken
     * for the whole.
     *
     * @return an {@link Item} that was added goes on as itself; anything else becomes the value of a new item
     */
    Collection<? extends @Nullable Object> results();
}
