package dev.trenza.app.journal;

/** The results that one session has got out of a stream, in their order: those are published. Not thread-safe. */
final class EmittedResults {

    // Mutable state
    private final KeyTable places = new KeyTable();
    private long done;
    private long failed;

    /** Takes the next one. */
    void add(ItemKey key, boolean isDone) {
        if (places.find(key.high(), key.low()) < 0) {
            places.put(key.high(), key.low(), places.size(), (byte) 1);
            done += isDone ? 1 : 0;
            failed += isDone ? 0 : 1;
        }
    }

    /** Its place, from 0; -1 if it is none of them. */
    int place(ItemKey key) {
        int slot = places.find(key.high(), key.low());
        return slot < 0 ? -1 : places.number(slot);
    }

    long done() {
        return done;
    }

    long failed() {
        return failed;
    }
}
