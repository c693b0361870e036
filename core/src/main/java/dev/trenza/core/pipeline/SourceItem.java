package dev.trenza.core.pipeline;

import java.util.Objects;

/**
 * An item that a source could name but not produce, such as a directory that cannot be read. A source emits it in the
 * place of the item; it becomes a failed outcome, runs through no stage, and the stream goes on. Immutable.
 *
 * @param origin names the item, as if the source had emitted it
 * @param failure why there is no more than a name
 */
public record SourceItem(Object origin, Throwable failure) {

    public SourceItem {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(failure, "failure");
    }

    /** An item that ends as failed, with this cause. */
    public static SourceItem failed(Object origin, Throwable failure) {
        return new SourceItem(origin, failure);
    }
}
