package dev.trenza.app.journal;

import java.time.Instant;
import java.util.List;

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
     * An item of a stream that makes items of others has been through the stages up to the next of these, and what came
     * out is in the values file. A later one with the same key takes its place.
     *
     * @param at when its value was there
     * @param stream its stream
     * @param key what it is known by
     * @param bytes how long its value is; the values lie one behind the other, in the order of these records
     * @param sum CRC32C of these bytes
     */
    record Step(Instant at, String stream, ItemKey key, int bytes, int sum) implements JournalRecord {}

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

    /**
     * A stage, under the number by which {@link Runs} of the same session call it.
     *
     * @param at when it ran for the first time
     * @param number from 0
     * @param stream its stream
     * @param stage its name
     * @param kind {@code io} or {@code cpu}
     * @param pool in which it runs
     */
    record Stage(Instant at, int number, String stream, String stage, String kind, String pool)
            implements JournalRecord {}

    /**
     * What ran since the last such line, for the time line of a report. Nothing depends on it.
     *
     * @param at when it was written
     * @param runs in the order in which they ended
     */
    record Runs(Instant at, List<Run> runs) implements JournalRecord {

        /** Copies the list. */
        public Runs {
            runs = List.copyOf(runs);
        }
    }

    /**
     * One item has been through one stage. Times are in microseconds.
     *
     * @param stage its number
     * @param seq of the item
     * @param worker which worker or thread of the pool ran it, from 1; 0 if none did
     * @param start of its last attempt, since the session began; -1 if it never ran
     * @param waited for the worker
     * @param ran in the last attempt
     * @param status {@code success}, {@code failed}, ...
     */
    record Run(int stage, long seq, int worker, long start, long waited, long ran, String status) {}
}
