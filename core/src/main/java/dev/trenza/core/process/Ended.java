package dev.trenza.core.process;

import org.jspecify.annotations.Nullable;

/**
 * What has ended together of one lane, in order, linked by {@link Work#next}: so many calls reach their lane for the price of
 * one. Confined to whoever fills it until it is handed over.
 */
final class Ended {

    final Lane<?, ?> lane;

    // Mutable state
    private final Work first;
    private Work last;
    private int size;
    private long resultBytes;

    Ended(Work work) {
        this.lane = work.lane;
        this.first = work;
        this.last = work;
        this.size = work.size();
        this.resultBytes = work.resultBytes();
    }

    void add(Work work) {
        last.next = work;
        last = work;
        size += work.size();
        resultBytes += work.resultBytes();
    }

    Work first() {
        return first;
    }

    /** How many calls. */
    int size() {
        return size;
    }

    long resultBytes() {
        return resultBytes;
    }

    /** The one after it, which is let go. */
    static @Nullable Work after(Work work) {
        Work next = work.next;
        work.next = null;
        return next;
    }
}
