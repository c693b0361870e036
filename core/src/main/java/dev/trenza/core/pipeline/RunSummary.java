package dev.trenza.core.pipeline;

import dev.trenza.core.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds up one run while it goes on: counts, times and overlap, in memory that does not grow with the number of items.
 * Thread-safe; may be read at any time, during the run too.
 *
 * <pre>{@code
 * RunSummary summary = new RunSummary();
 * Pipeline.builder("documents").stream(texts).listener(summary).build().collect().block();
 * log.info("{} of I/O beside {} of computing", summary.ioTime(), summary.cpuTime());
 * }</pre>
 */
public final class RunSummary implements RunListener {

    // Mutable state, guarded by this
    private final Map<String, StreamCounts> streams = new LinkedHashMap<>();
    private final BusyTime io = new BusyTime();
    private final BusyTime cpu = new BusyTime();
    private final BusyTime either = new BusyTime();
    private long startedNanos;
    private long finishedNanos;
    private @Nullable End end;

    /** A summary of a run that has not begun. */
    public RunSummary() {}

    @Override
    public synchronized void runStarted(String pipeline, long nanos) {
        startedNanos = nanos;
    }

    @Override
    public synchronized void stageFinished(StageRun run) {
        if (run.runNanos() <= 0) {
            return;
        }
        long endNanos = run.startedNanos() + run.runNanos();
        (run.kind() == Stage.Kind.IO ? io : cpu).add(run.startedNanos(), endNanos);
        either.add(run.startedNanos(), endNanos);
    }

    @Override
    public synchronized void itemFinished(StreamOutcome outcome) {
        streams.computeIfAbsent(outcome.stream(), name -> new StreamCounts()).add(outcome);
    }

    @Override
    public synchronized void runFinished(End how, @Nullable Throwable error, long nanos) {
        end = how;
        finishedNanos = nanos;
    }

    /** How the run ended; {@code null} while it goes on. */
    public synchronized @Nullable End end() {
        return end;
    }

    /** What the streams add up to so far, in the order of their first outcomes; without those that had none. */
    public synchronized Map<String, StreamTotals> streams() {
        Map<String, StreamTotals> totals = new LinkedHashMap<>();
        streams.forEach((name, counts) -> totals.put(name, counts.totals(name)));
        return Collections.unmodifiableMap(totals);
    }

    /** What one stream adds up to so far. */
    public synchronized StreamTotals stream(String name) {
        return streams.getOrDefault(name, new StreamCounts()).totals(name);
    }

    /** How many items ended so far, over all streams. */
    public long items() {
        return streams().values().stream().mapToLong(StreamTotals::items).sum();
    }

    /** How many items ended so far neither as a success nor as skipped, over all streams. */
    public long failures() {
        return streams().values().stream().mapToLong(StreamTotals::failures).sum();
    }

    /** Whether no item has failed so far. */
    public boolean allSucceeded() {
        return failures() == 0;
    }

    /** From the start of the run to its end, or until now. */
    public synchronized Duration wallTime() {
        if (startedNanos == 0) {
            return Duration.ZERO;
        }
        return Duration.ofNanos((end == null ? System.nanoTime() : finishedNanos) - startedNanos);
    }

    /** In which at least one I/O task ran; counts what has finished. See {@link #overlap} on its exactness. */
    public synchronized Duration ioTime() {
        return Duration.ofNanos(io.nanos());
    }

    /** In which at least one CPU task ran; counts what has finished. See {@link #overlap} on its exactness. */
    public synchronized Duration cpuTime() {
        return Duration.ofNanos(cpu.nanos());
    }

    /**
     * In which at least one I/O task and at least one CPU task ran.
     *
     * <p>Exact up to some ten thousand separate busy spells. Beyond that the oldest and nearest spells are kept as one
     * with a density, and a task that began in the middle of such a one and ended after it is an estimate.
     */
    public synchronized Duration overlap() {
        return Duration.ofNanos(Math.max(0, io.nanos() + cpu.nanos() - either.nanos()));
    }

    /** The mutable side of {@link StreamTotals}. */
    private static final class StreamCounts {

        private final Map<String, Long> counts = new LinkedHashMap<>();
        private long waitNanos;
        private long runNanos;

        void add(StreamOutcome outcome) {
            Outcome<Item, Object> end = outcome.outcome();
            counts.merge(end.status(), 1L, Long::sum);
            waitNanos += outcome.waitNanos();
            runNanos += outcome.runNanos();
        }

        StreamTotals totals(String name) {
            return new StreamTotals(name, counts, Duration.ofNanos(waitNanos), Duration.ofNanos(runNanos));
        }
    }
}
