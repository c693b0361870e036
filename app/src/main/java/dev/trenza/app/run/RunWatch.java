package dev.trenza.app.run;

import dev.trenza.app.progress.ProgressDisplay;
import dev.trenza.app.report.ReportFile;
import dev.trenza.app.screen.FailureLines;
import dev.trenza.app.screen.Screen;
import dev.trenza.app.statistics.LoadMeter;
import dev.trenza.app.statistics.RunRecorder;
import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.app.trace.ChromeTrace;
import dev.trenza.core.pipeline.Pipeline;
import dev.trenza.core.pipeline.RunSummary;
import dev.trenza.core.pipeline.StageRun;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everything that shows a run: progress and failures while it goes on, then summary, trace and report. Used once. */
final class RunWatch implements AutoCloseable {

    private final Plan plan;
    private final RunSettings settings;
    private final RunSummary summary;
    private final Screen screen;
    private final Optional<RunRecorder> recorder;

    private final Signals signals = new Signals();
    private final ExpectedItems expected;

    // Mutable state
    private @Nullable ChromeTrace trace;
    private @Nullable LoadMeter load;
    private @Nullable ProgressDisplay progress;

    /**
     * For one run.
     *
     * @param summary is made to listen to it
     */
    RunWatch(Plan plan, RunSettings settings, RunSummary summary, Screen screen) {
        this.plan = plan;
        this.settings = settings;
        this.summary = summary;
        this.screen = screen;
        this.expected = new ExpectedItems(plan);
        boolean isRecorded = settings.summary() != RunSettings.Summary.NONE
                || settings.report().isPresent();
        this.recorder = isRecorded ? Optional.of(new RunRecorder(plan.name())) : Optional.empty();
    }

    /** What wants to hear of workers: only the report, for a pool tells of each of its calls then. */
    Optional<RunRecorder> workers() {
        return settings.report().isPresent() ? recorder : Optional.empty();
    }

    /**
     * Begins to watch.
     *
     * @param poolNames names the pool in which a stage ran
     * @throws IOException if trace or report cannot be written
     */
    Pipeline.Builder watch(Pipeline.Builder run, Pools pools, Function<StageRun, String> poolNames) throws IOException {
        if (settings.report().isPresent()) {
            ReportFile.prepare(settings.report().get());
        }
        run.listener(summary).listener(new FailureLines(screen));
        recorder.ifPresent(wanted -> run.listener(wanted.events(poolNames)));
        if (settings.trace().isPresent()) {
            trace = new ChromeTrace(settings.trace().get(), poolNames);
            run.listener(trace);
        }
        load = recorder.map(wanted -> LoadMeter.measure(wanted::loaded)).orElse(null);
        progress = ProgressDisplay.open(
                plan.name(), expected, settings.progress(), summary, pools::workers, screen, System.getenv());
        signals.on("WINCH", progress::resized);
        return run;
    }

    /** Ends what is shown while the run goes on. */
    @Override
    public void close() {
        signals.close();
        if (progress != null) {
            progress.close();
        }
        expected.close();
        if (load != null) {
            load.close();
        }
    }

    /**
     * Shows what there is to show at the end.
     *
     * @param isQuiet whether nobody reads on
     * @throws IOException if trace or report cannot be written
     */
    void show(Pools pools, boolean isQuiet) throws IOException {
        if (recorder.isPresent()) {
            RunStatistics statistics = recorder.get().statistics(summary, pools.statistics());
            if (!isQuiet) {
                SummaryLines.print(settings.summary(), statistics, screen);
            }
            if (settings.report().isPresent()) {
                ReportFile.write(settings.report().get(), statistics);
            }
        }
        if (trace != null) {
            trace.close();
        }
    }
}
