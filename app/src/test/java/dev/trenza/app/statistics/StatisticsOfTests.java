package dev.trenza.app.statistics;

import dev.trenza.app.output.OutcomesOfTests;
import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.RunSummary;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StageRun;
import java.util.List;

/** Runs that nobody ran. */
public final class StatisticsOfTests {

    private static final long START = 1_000_000_000_000L;
    private static final long MILLI = 1_000_000;

    private StatisticsOfTests() {}

    /** A run of so many items on four threads and two workers, a millisecond each; nothing fails. */
    public static RunStatistics of(int items) {
        RunSummary summary = new RunSummary();
        RunRecorder recorder = new RunRecorder("p");
        RunListener events = recorder.events(run -> run.kind() == Stage.Kind.IO ? "io" : "worker");
        List<RunListener> listeners = List.of(summary, events);
        listeners.forEach(listener -> listener.runStarted("p", START));
        for (int i = 0; i < items; i++) {
            long begin = START + i * MILLI;
            StageRun read = run("read", Stage.Kind.IO, i, i % 4 + 1, begin, 2 * MILLI);
            StageRun parse = run("parse", Stage.Kind.CPU, i, i % 2 + 1, begin + 2 * MILLI, MILLI);
            var outcome = OutcomesOfTests.success("s", i, "item " + i, i);
            for (RunListener listener : listeners) {
                listener.stageFinished(read);
                listener.stageFinished(parse);
                listener.itemFinished(outcome);
            }
        }
        long end = START + (items + 3) * MILLI;
        listeners.forEach(listener -> listener.runFinished(RunListener.End.COMPLETED, null, end));
        return recorder.statistics(summary, List.of());
    }

    static StageRun run(String stage, Stage.Kind kind, long seq, int worker, long startedNanos, long runNanos) {
        return new StageRun("s", stage, kind, seq, worker, startedNanos, 1_000, runNanos, "success");
    }
}
