package dev.trenza.core.process;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes through the dispatcher as one: a {@link Call}, or many small ones of a lane in a {@link Pack}. Fenced by the
 * dispatcher's lock until it has ended; then it belongs to its lane, which got it through a queue.
 */
abstract sealed class Work permits Call, Pack {

    final Lane<?, ?> lane;

    // Mutable state

    /** Of what has ended with it in its lane, the one after it. */
    @Nullable
    Work next;

    /** Of the call, or of the first. */
    long id;

    int worker;
    long pid;

    Work(Lane<?, ?> lane) {
        this.lane = lane;
    }

    /** How many calls it is. */
    abstract int size();

    abstract int inputBytes();

    abstract int resultBytes();

    /** Whether its worker was asked to give it back, or to stop. */
    abstract boolean isRecalled();

    /** Its worker is asked to give it back. */
    abstract void recalled();

    /** The calls, one by one: it must not be used afterwards unless it is one itself. */
    abstract List<Call> calls();
}
