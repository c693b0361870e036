package dev.trenza.app.statistics;

import dev.trenza.core.pipeline.Stage;
import java.util.List;

/**
 * What every thread and every worker did when: bars of single runs where they are few, and how busy each lane was in each
 * of some hundred equal parts of the run, however many there were. Immutable.
 *
 * @param spanNanos from the start to the end of what is shown, in nanoseconds
 * @param binNanos the length of a part, in nanoseconds
 * @param lanes I/O threads first, then workers
 * @param bars single runs in the order of their starts: all of them, or the longest
 * @param isComplete whether every run has its bar
 * @param finished how many items ended in each part
 * @param load how busy the machine's processors were in each part, from 0 to 1; NaN where nobody knows
 * @param marks workers that started or ended otherwise than with the pool
 */
public record TimeLine(
        long spanNanos,
        long binNanos,
        List<Lane> lanes,
        List<Bar> bars,
        boolean isComplete,
        List<Long> finished,
        List<Double> load,
        List<Mark> marks) {

    /** Copies the lists. */
    public TimeLine {
        lanes = List.copyOf(lanes);
        bars = List.copyOf(bars);
        finished = List.copyOf(finished);
        load = List.copyOf(load);
        marks = List.copyOf(marks);
    }

    /**
     * One thread or worker.
     *
     * @param pool its pool
     * @param kind of the pool
     * @param worker its number in the pool, from 1; a worker that replaces another one takes its number. 0 if the lane
     *     stands for several that have no room of their own
     * @param width how many it stands for
     * @param runs how many stages of items ran there
     * @param busyNanos how long
     * @param utilisation which part of its time it was busy, from 0 to 1, in each part of the run
     * @param failures how many runs failed in each part of the run; empty if none did
     */
    public record Lane(
            String pool,
            Stage.Kind kind,
            int worker,
            int width,
            long runs,
            long busyNanos,
            List<Double> utilisation,
            List<Long> failures) {

        /** Copies the lists. */
        public Lane {
            utilisation = List.copyOf(utilisation);
            failures = List.copyOf(failures);
        }

        /** What it is called: {@code worker 3}. */
        public String name() {
            return worker == 0 ? pool + ": " + width + " more" : pool + " " + worker;
        }
    }

    /**
     * One run of one stage.
     *
     * @param lane the position of its lane
     * @param startNanos since the start of the run
     * @param runNanos how long it ran
     * @param stream the stream's name
     * @param stage the stage's name
     * @param seq of the item
     * @param status how it ended
     */
    public record Bar(int lane, long startNanos, long runNanos, String stream, String stage, long seq, String status) {}

    /**
     * Something that happened to a worker.
     *
     * @param atNanos since the start of the run
     * @param pool its pool
     * @param worker its number
     * @param what {@code ready}, {@code crashed}, {@code killed}, ...
     * @param description in one line; empty if there is nothing to say
     */
    public record Mark(long atNanos, String pool, int worker, String what, String description) {}
}
