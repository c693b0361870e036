package dev.trenza.core.pipeline;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * What becomes of an item that a stage failed, or that a source could not produce. Thread-safe: called by several threads
 * at once.
 *
 * <pre>{@code
 * Queue<StreamOutcome> letters = new ConcurrentLinkedQueue<>();
 * Stage parse = Stage.cpu("parse", workers, Documents::parse).withOnError(OnError.deadLetter("bad.ndjson", letters::add));
 * }</pre>
 *
 * <p>What was cancelled is not asked about. Where this throws, the failure stays as it is, with the exception as
 * suppressed.
 */
@FunctionalInterface
public interface OnError {

    /** The item ends as it failed, and the others go on: the default. */
    OnError FAIL = failure -> failure;

    /** The item ends as skipped, with the failure as the reason. */
    OnError SKIP = failure -> failure.skipped("failed");

    /**
     * The outcome in the place of a failure. May block for short.
     *
     * @param failure neither a success nor cancelled
     */
    StreamOutcome apply(StreamOutcome failure);

    /**
     * The failure is put aside, and the item ends as skipped.
     *
     * @param where for the reason of the skipped outcome
     * @param letters takes the failure; what it throws leaves the item failed
     */
    static OnError deadLetter(String where, Consumer<? super StreamOutcome> letters) {
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(letters, "letters");
        return failure -> {
            letters.accept(failure);
            return failure.skipped("put aside in " + where);
        };
    }
}
