package dev.trenza.core.pipeline;

import java.util.Objects;

/**
 * An item that need not run, such as one that an earlier run has done. A source emits it in the place of the item; it
 * becomes a skipped outcome, runs through no stage, and keeps its place in the stream. Immutable.
 *
 * <pre>{@code
 * Set<Path> done = Set.of(Path.of("a.pdf"));
 * Flux<?> source = paths.map(path -> done.contains(path) ? new SkippedItem(path, "done before") : path);
 * }</pre>
 *
 * @param origin names the item, as if the source had emitted it
 * @param reason why it is skipped, for the eyes
 */
public record SkippedItem(Object origin, String reason) {

    public SkippedItem {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(reason, "reason");
    }
}
