package dev.trenza.core.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * What travels through a stream: a value, and where it came from. Immutable.
 *
 * @param stream the stream's name
 * @param seq position in the stream's source, from 0
 * @param origin what the source emitted: it names the item in messages, and placeholders such as {@code {stem}} refer to
 *     it
 * @param value what the last stage returned; before the first stage it is the origin
 */
public record Item(
        String stream, long seq, Object origin, @Nullable Object value) {

    /** The same item after another stage. */
    public Item with(@Nullable Object newValue) {
        return new Item(stream, seq, origin, newValue);
    }

    /** What the source emitted, as text. */
    @Override
    public String toString() {
        return String.valueOf(origin);
    }
}
