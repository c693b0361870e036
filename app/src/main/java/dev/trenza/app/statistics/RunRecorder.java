package dev.trenza.app.statistics;

import dev.trenza.app.output.ErrorText;
import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.RunSummary;
import dev.trenza.core.pipeline.StageRun;
import dev.trenza.core.pipeline.StreamOutcome;
import dev.trenza.core.process.PoolListener;
import dev.trenza.core.process.WorkerEnd;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Listens to one run and adds it up: some hundred nanoseconds for each event, and memory that does not grow with the
 * number of items. Thread-safe; may be asked at any time.
 *
 * <pre>{@code
 * RunRecorder recorder = new RunRecorder("documents");
 * Pipeline.builder("documents").stream(texts).listener(summary).listener(recorder.events(run -> "worker"))
 *         .build().collect().block();
 * RunStatistics statistics = recorder.statistics(summary, pools);
 * }</pre>
 */
public final class RunRecorder {

    private static final int SLOWEST = 10;

    private final String name;
    private final Instant startedAt = Instant.now();

    // Mutable state, guarded by this
    private final ItemCounts items = new ItemCounts(SLOWEST);
    private final Lanes lanes = new Lanes();
    private final StageCounts stages = new StageCounts(lanes);
    private long originNanos = System.nanoTime();
    private double loads;
    private long loadSamples;

    /** For one run of a pipeline of this name. */
    public RunRecorder(String name) {
        this.name = name;
    }

    /**
     * Hears of the run.
     *
     * @param pools names the pool in which a stage ran; asked once for each stage
     */
    public RunListener events(Function<StageRun, String> pools) {
        return new RunListener() {
            @Override
            public void runStarted(String pipeline, long startedNanos) {
                started(startedNanos);
            }

            @Override
            public void stageFinished(StageRun run) {
                ran(run, pools);
            }

            @Override
            public void itemFinished(StreamOutcome outcome) {
                ended(outcome);
            }
        };
    }

    private synchronized void started(long nanos) {
        originNanos = nanos;
    }

    private synchronized void ran(StageRun run, Function<StageRun, String> pools) {
        stages.ran(run, pools, originNanos);
    }

    private synchronized void ended(StreamOutcome outcome) {
        items.add(end(outcome));
        lanes.finished(System.nanoTime() - originNanos);
    }

    private static ItemEnd end(StreamOutcome outcome) {
        Outcome.@Nullable Failure<Item, Object> failure =
                outcome.outcome() instanceof Outcome.Failure<Item, Object> found ? found : null;
        return new ItemEnd(
                outcome.stream(),
                outcome.seq(),
                () -> Cut.to(Cut.ITEM_CHARACTERS, text(outcome.origin())),
                outcome.status(),
                outcome.stage(),
                outcome.waitNanos(),
                outcome.runNanos(),
                failure == null ? null : ErrorText.headOf(failure.failure()),
                () -> failure == null ? List.of() : ErrorText.stackOf(failure.failure()));
    }

    private static String text(Object origin) {
        return origin instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(origin);
    }

    /** Hears of the workers of a pool; may be called on any thread. */
    public PoolListener workersOf(String pool) {
        return new PoolListener() {
            @Override
            public void workerReady(int worker, long pid) {
                mark(pool, worker, "ready", "pid " + pid);
            }

            @Override
            public void workerEnded(int worker, long pid, WorkerEnd why, String description) {
                if (why != WorkerEnd.CLOSED) {
                    mark(pool, worker, why.text(), description);
                }
            }
        };
    }

    private synchronized void mark(String pool, int worker, String what, String description) {
        long now = Math.max(0, System.nanoTime() - originNanos);
        lanes.mark(new TimeLine.Mark(now, pool, worker, what, Cut.to(Cut.ITEM_CHARACTERS, description)));
    }

    /**
     * Takes a measurement of how busy the machine's processors are.
     *
     * @param load from 0 to 1; anything else is ignored
     */
    public synchronized void loaded(double load) {
        if (load >= 0 && load <= 1) {
            loads += load;
            loadSamples++;
            lanes.loaded(Math.max(0, System.nanoTime() - originNanos), Math.round(load * 1_000));
        }
    }

    /**
     * What the run adds up to so far.
     *
     * @param summary of the same run
     * @param poolStatistics its pools
     */
    public synchronized RunStatistics statistics(RunSummary summary, List<PoolStatistics> poolStatistics) {
        return new RunStatistics(
                name,
                Optional.of(startedAt),
                Optional.of(new RunStatistics.Strands(
                        summary.wallTime(), summary.ioTime(), summary.cpuTime(), summary.overlap())),
                items.streams(),
                stages.statistics(),
                items.slowest(),
                items.failures(),
                items.furtherFailures(),
                poolStatistics,
                Optional.of(lanes.timeLine(summary.wallTime().toNanos())),
                loadSamples == 0 ? OptionalDouble.empty() : OptionalDouble.of(loads / loadSamples),
                Runtime.getRuntime().availableProcessors());
    }
}
