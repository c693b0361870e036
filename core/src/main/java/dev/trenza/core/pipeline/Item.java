package dev.trenza.core.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * What travels through a stream: a value, and where it came from. Immutable.
 *
 * @param stream the stream's name
 * @param seq position in the stream's source, from 0
 * @param origin what the source emitted: it names the item in messages, and placeholders such as {@code {stem}} refer to
 *     it; of a batch the list of its items' origins
 * @param value what the last stage returned; before the first stage it is the origin
 * @param part which part of that origin it is, if a stage made several items of one: {@code "0"}, {@code "1"}, ..., and
 *     {@code "1.0"} if a part was parted again; otherwise empty. Stream, seq and part together tell an item from every
 *     other of the run
 */
public record Item(
        String stream, long seq, Object origin, @Nullable Object value, String part) {

    /** An item as the source emitted it. */
    public Item(String stream, long seq, Object origin, @Nullable Object value) {
        this(stream, seq, origin, value, "");
    }

    /** The same item after another stage. */
    public Item with(@Nullable Object newValue) {
        return new Item(stream, seq, origin, newValue, part);
    }

    /** A part of this item, as an item of its own. */
    Item part(int index, @Nullable Object partValue) {
        return new Item(stream, seq, origin, partValue, part.isEmpty() ? String.valueOf(index) : part + "." + index);
    }

    /** What the source emitted, as text. */
    @Override
    public String toString() {
        return String.valueOf(origin);
    }
}
