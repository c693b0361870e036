package dev.trenza.core.process;

import org.jspecify.annotations.Nullable;

/**
 * Calls of one lane that have ended together, in order, linked by {@link Call#next}: so many of them reach their lane for the
 * price of one. Confined to whoever fills it until it is handed over.
 */
final class Ended {

    final Lane<?, ?> lane;

    // Mutable state
    private final Call first;
    private Call last;
    private int size = 1;
    private long resultBytes;

    Ended(Call call) {
        this.lane = call.lane;
        this.first = call;
        this.last = call;
        this.resultBytes = call.result.length;
    }

    void add(Call call) {
        last.next = call;
        last = call;
        size++;
        resultBytes += call.result.length;
    }

    Call first() {
        return first;
    }

    int size() {
        return size;
    }

    long resultBytes() {
        return resultBytes;
    }

    /** The one after it, which is let go. */
    static @Nullable Call after(Call call) {
        Call next = call.next;
        call.next = null;
        return next;
    }
}
