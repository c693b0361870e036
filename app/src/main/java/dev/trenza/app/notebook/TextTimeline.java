package dev.trenza.app.notebook;

import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.RunSummary;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StageRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Draws a short run as text: a row for each thread and each worker, a bar for each task. Confined to one run. */
public final class TextTimeline implements RunListener {

    private static final int WIDTH = 60;

    // Mutable state: the calls of a run come one at a time
    private final RunSummary summary = new RunSummary();
    private final List<StageRun> runs = new ArrayList<>();
    private long startedNanos;

    /** A time line of a run that has not begun. */
    public TextTimeline() {}

    @Override
    public void runStarted(String pipeline, long nanos) {
        startedNanos = nanos;
        summary.runStarted(pipeline, nanos);
    }

    @Override
    public void stageFinished(StageRun run) {
        runs.add(run);
        summary.stageFinished(run);
    }

    /** The rows, then how long both strands ran at once. */
    public List<String> lines() {
        long end = runs.stream().mapToLong(TextTimeline::end).max().orElse(startedNanos + 1);
        Map<StageRun, char[]> rows =
                new TreeMap<>(Comparator.comparing(StageRun::kind).thenComparing(StageRun::worker));
        for (StageRun run : runs) {
            char[] bar = rows.computeIfAbsent(run, first -> " ".repeat(WIDTH).toCharArray());
            int from = column(run.startedNanos(), end);
            Arrays.fill(bar, from, Math.max(from + 1, column(end(run), end)), run.kind() == Stage.Kind.IO ? '=' : '#');
        }
        List<String> lines = new ArrayList<>();
        rows.forEach((first, bar) -> lines.add((first.kind() == Stage.Kind.IO ? "I/O thread " : "CPU worker ")
                + first.worker() + " |" + new String(bar) + "|"));
        lines.add(String.format(
                Locale.ROOT,
                "0 to %.1f ms; I/O ran for %.1f ms, CPU for %.3f ms, both at once for %.3f ms",
                (end - startedNanos) / 1e6,
                summary.ioTime().toNanos() / 1e6,
                summary.cpuTime().toNanos() / 1e6,
                summary.overlap().toNanos() / 1e6));
        return lines;
    }

    private int column(long nanos, long end) {
        return (int) Math.min(WIDTH - 1, WIDTH * (nanos - startedNanos) / Math.max(1, end - startedNanos));
    }

    private static long end(StageRun run) {
        return run.startedNanos() + run.runNanos();
    }
}
