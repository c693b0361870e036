package dev.trenza.core.pipeline;

import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.PoolUnusableException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskPoolException;
import org.jspecify.annotations.Nullable;

/** One item whose task emits the items that take its place. Confined to the signals of its call. */
final class EmittingCall {

    private final Passage whole;

    // Mutable state
    private int parts;
    private volatile @Nullable Outcome<?, Object> how;

    EmittingCall(Passage whole) {
        this.whole = whole;
    }

    /** The item. */
    Passage whole() {
        return whole;
    }

    /** An item of the next value; the times of the whole are those of the first. */
    Passage part(Object value) {
        boolean isFirst = parts == 0;
        return new Passage(
                whole.item().part(parts++, value), isFirst ? whole.waitNanos() : 0, isFirst ? whole.runNanos() : 0);
    }

    /** The call has ended. */
    void ended(Outcome<?, Object> outcome) {
        how = outcome;
    }

    /** Whether an error is the end of this item only, and not of the stream. */
    static boolean isOfItem(Throwable error) {
        return error instanceof TaskPoolException && !(error instanceof PoolUnusableException);
    }

    /** How it ended, when it did so well. */
    Outcome<Passage, Object> outcome() {
        Outcome<?, Object> ended = how;
        return ended == null
                ? new Outcome.Success<>(whole.item().seq(), whole, null, Execution.NONE)
                : ended.of(whole.item().seq(), whole);
    }

    /** How it ended with an error; a value that cannot be decoded is one although its task has returned. */
    Outcome<Passage, Object> outcomeAfter(Throwable error) {
        Outcome<Passage, Object> ended = outcome();
        if (!ended.isSuccess()) {
            return ended;
        }
        TaskFailedException failure = error instanceof TaskFailedException failed
                ? failed
                : new TaskFailedException(String.valueOf(error.getMessage()), error);
        return new Outcome.Failed<>(whole.item().seq(), whole, failure, ended.execution());
    }
}
