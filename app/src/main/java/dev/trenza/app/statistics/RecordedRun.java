package dev.trenza.app.statistics;

import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.RunSummary;
import dev.trenza.core.pipeline.StageRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Adds up a run from what it has written down: its sessions one behind the other, without the pauses between them. Memory
 * does not grow with the number of its items. Not thread-safe.
 *
 * <pre>{@code
 * RecordedRun run = new RecordedRun("documents", started);
 * run.sessionBegan();
 * run.ran("worker", stageRun);
 * run.ended(5_000_000);
 * run.result(line, "texts", 3, "success");
 * RunStatistics statistics = run.statistics();
 * }</pre>
 */
public final class RecordedRun {

    /** The clock of a run that is over; 0 would mean that a task never ran. */
    private static final long ORIGIN = 1;

    private final String name;
    private final Instant started;
    private final ResultLines results = new ResultLines();
    private final Lanes lanes = new Lanes();
    private final StageCounts stages = new StageCounts(lanes);
    private final RunSummary summary = new RunSummary();

    // Mutable state
    private boolean isTimed;
    private long sessionNanos = ORIGIN;
    private long lastNanos = ORIGIN;

    /** A run of this name. */
    public RecordedRun(String name, Instant started) {
        this.name = name;
        this.started = started;
        summary.runStarted(name, ORIGIN);
    }

    /** What follows is behind all that was before. */
    public void sessionBegan() {
        sessionNanos = lastNanos;
    }

    /**
     * A stage of an item has run.
     *
     * @param pool in which it ran
     * @param startNanos since the session began; negative if it never ran
     */
    public void ran(String pool, StageRun run, long startNanos) {
        isTimed = true;
        StageRun moved = new StageRun(
                run.stream(),
                run.stage(),
                run.kind(),
                run.seq(),
                run.worker(),
                startNanos < 0 ? 0 : sessionNanos + startNanos,
                run.waitNanos(),
                run.runNanos(),
                run.status());
        stages.ran(moved, any -> pool, ORIGIN);
        summary.stageFinished(moved);
        passed(moved.startedNanos() + moved.runNanos());
    }

    /** An item has ended, so long after the beginning of the session. */
    public void ended(long nanos) {
        long at = sessionNanos + Math.max(0, nanos);
        lanes.finished(at - ORIGIN);
        passed(at);
    }

    private void passed(long nanos) {
        lastNanos = Math.max(lastNanos, nanos);
    }

    /**
     * Takes the result of an item that has no later one.
     *
     * @param text as it was printed; one that is no line of JSON is counted, and not more
     * @param stream of the item
     * @param seq of the item
     * @param status how it ended
     */
    public void result(String text, String stream, long seq, String status) {
        results.take(text, stream, seq, status);
    }

    /** What there is so far. */
    public RunStatistics statistics() {
        summary.runFinished(RunListener.End.COMPLETED, null, lastNanos);
        RunStatistics items = results.statistics(name);
        boolean hasTimes = isTimed || lastNanos > ORIGIN;
        return new RunStatistics(
                name,
                Optional.of(started),
                hasTimes
                        ? Optional.of(new RunStatistics.Strands(
                                summary.wallTime(), summary.ioTime(), summary.cpuTime(), summary.overlap()))
                        : Optional.empty(),
                items.streams(),
                isTimed ? stages.statistics() : items.stages(),
                items.slowest(),
                items.failures(),
                items.furtherFailures(),
                List.of(),
                isTimed ? Optional.of(lanes.timeLine(lastNanos - ORIGIN)) : Optional.empty(),
                OptionalDouble.empty(),
                Runtime.getRuntime().availableProcessors());
    }
}
