package dev.trenza.app.journal;

import java.time.Instant;

/** One line of a journal. */
public sealed interface JournalRecord {

    /** When it was written, to the millisecond. */
    Instant at();

    /**
     * A run begins to write, for the first time or again. What follows it, up to the next one, is one session.
     *
     * @param at when
     * @param pid of the process
     * @param boot which start of the machine; empty if it has no such number
     */
    record Start(Instant at, long pid, String boot) implements JournalRecord {}

    /**
     * An item has ended, and its result is in the results file. A later one with the same key takes its place.
     *
     * @param at when its result was there
     * @param stream its stream
     * @param seq position in the stream's source, in that session
     * @param key what it is known by
     * @param status {@code success}, {@code failed}, ... as in the result line
     * @param bytes how long its result is; the results lie one behind the other, in the order of these records
     * @param sum CRC32C of these bytes
     */
    record Item(Instant at, String stream, long seq, ItemKey key, String status, int bytes, int sum)
            implements JournalRecord {

        /** Whether nobody would want to run it again: it has succeeded, or its failure was to be passed over. */
        public boolean isDone() {
            return isDone(status);
        }

        static boolean isDone(String status) {
            return status.equals("success") || status.equals("skipped");
        }
    }

    /**
     * A session has ended by itself: nobody had to kill it.
     *
     * @param at when
     * @param status the exit status
     * @param done how many items have succeeded by now, in all sessions
     * @param failed how many items have failed by now, without those that succeeded later
     * @param isComplete whether every item of every source has come to its end
     */
    record End(Instant at, int status, long done, long failed, boolean isComplete) implements JournalRecord {}
}
