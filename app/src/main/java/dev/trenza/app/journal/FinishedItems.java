package dev.trenza.app.journal;

/** What earlier sessions have finished of a stream, and what this one adds to it. Thread-safe. */
final class FinishedItems {

    private static final byte DONE = 1;
    private static final byte FAILED = 2;
    private static final byte MET = 4;

    // Mutable state, guarded by this
    private final KeyTable earlier = new KeyTable();
    private long done;
    private long failed;
    private long replaced;
    private long met;

    /** How an item stands before this session. */
    enum Standing {
        UNKNOWN,
        DONE,
        FAILED,
        CHANGED
    }

    /** Takes what an earlier session has written. */
    synchronized void addEarlier(JournalRecord.Item item) {
        ItemKey key = item.key();
        byte before = earlier.put(key.high(), key.low(), key.print(), item.isDone() ? DONE : FAILED);
        count(before, item.isDone());
    }

    /** Counts what this session has finished. */
    synchronized void add(ItemKey key, boolean isDone) {
        int slot = earlier.find(key.high(), key.low());
        count(slot < 0 ? 0 : (byte) (earlier.mark(slot) & ~MET), isDone);
    }

    private void count(byte before, boolean isDone) {
        if (before != 0) {
            replaced++;
            done -= before == DONE ? 1 : 0;
            failed -= before == FAILED ? 1 : 0;
        }
        done += isDone ? 1 : 0;
        failed += isDone ? 0 : 1;
    }

    /** How an item stands that the source has just emitted. */
    synchronized Standing meet(ItemKey key) {
        int slot = earlier.find(key.high(), key.low());
        if (slot < 0) {
            return Standing.UNKNOWN;
        }
        byte mark = earlier.mark(slot);
        if ((mark & MET) == 0) {
            earlier.mark(slot, (byte) (mark | MET));
            met++;
        }
        if (earlier.number(slot) != key.print()) {
            return Standing.CHANGED;
        }
        return (mark & DONE) != 0 ? Standing.DONE : Standing.FAILED;
    }

    /** Whether an item has succeeded in an earlier session. */
    synchronized boolean isDone(ItemKey key) {
        int slot = earlier.find(key.high(), key.low());
        return slot >= 0 && (earlier.mark(slot) & DONE) != 0;
    }

    /** Only these have turned out to count. */
    synchronized void settle(long newDone, long newFailed) {
        done = newDone;
        failed = newFailed;
    }

    /** How many have succeeded, in all sessions. */
    synchronized long done() {
        return done;
    }

    /** How many have failed, in all sessions, and have not succeeded since. */
    synchronized long failed() {
        return failed;
    }

    /** How many results have taken the place of earlier ones. */
    synchronized long replaced() {
        return replaced;
    }

    /** How many of the earlier ones the sources have not emitted. */
    synchronized long gone() {
        return earlier.size() - met;
    }
}
