package dev.trenza.app.run;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.input.HaltPolicy;
import dev.trenza.app.input.MachineLoad;
import dev.trenza.app.input.StartGate;
import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.app.screen.Screen;
import dev.trenza.core.TaskPool;
import dev.trenza.core.pipeline.Pipeline;
import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.RunSummary;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StageRun;
import dev.trenza.core.process.QuarantinedItem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * One run of a plan, from its first item to its exit status. Used once.
 *
 * <table>
 * <caption>How it ends</caption>
 * <tr><td>all streams complete</td><td>0, or 1 if an item failed</td></tr>
 * <tr><td>Ctrl-C, SIGTERM</td><td>nothing more begins, what runs finishes within a grace period: 130, 143</td></tr>
 * <tr><td>one of them again, SIGHUP, the run's time-out</td>
 *     <td>workers are killed and their items cancelled: 130, 143, 129, 124</td></tr>
 * <tr><td>the policy of {@code --halt}</td><td>the one or the other: 3</td></tr>
 * <tr><td>stdout is closed</td><td>quietly: 141</td></tr>
 * <tr><td>results, trace or quarantine cannot be written</td><td>74</td></tr>
 * <tr><td>workers cannot be started</td><td>71</td></tr>
 * </table>
 */
public final class Run {

    private static final Duration GRACE = Duration.ofSeconds(10);

    /** Who sends SIGTERM often sends SIGKILL 10 s later, as {@code docker stop} does. */
    private static final Duration TERM_GRACE = Duration.ofSeconds(8);

    /** {@code timeout} sends it twice, to the process and to its group. */
    private static final Duration SAME_TERM = Duration.ofMillis(500);

    private static final Duration LAST_OUTCOMES = Duration.ofSeconds(3);
    private static final Duration LAST_FLUSH = Duration.ofSeconds(2);

    private final Plan plan;
    private final InstalledTasks tasks;
    private final RunSettings settings;
    private final Screen screen;
    private final RunSummary summary = new RunSummary();
    private final Sinks.Empty<Void> noMoreItems = Sinks.empty();
    private final StartGate gate;
    private final List<Function<Function<StageRun, String>, RunListener>> listeners = new ArrayList<>();

    private BiFunction<String, List<Stage>, List<Stage>> remembering = (stream, stages) -> stages;

    /** How it ends once what runs has finished. */
    private final AtomicReference<@Nullable RunEnd> draining = new AtomicReference<>();

    /** Completed with how the run ended early, by whoever ends it first; or by the end of the streams. */
    private final CompletableFuture<RunEnd> end = new CompletableFuture<>();

    /** Prepares a run; nothing starts before {@link #execute}. */
    public Run(Plan plan, InstalledTasks tasks, RunSettings settings, Screen screen) {
        this.plan = plan;
        this.tasks = tasks;
        this.settings = settings;
        this.screen = screen;
        this.gate = new StartGate(
                settings.conduct().pacing(),
                MachineLoad.ofThisMachine(),
                Schedulers.parallel(),
                words -> screen.line("trenza: " + words));
    }

    /**
     * Adds one who wants to hear of the run.
     *
     * @param listener is made of what names the pool in which a stage ran
     */
    public Run listener(Function<Function<StageRun, String>, RunListener> listener) {
        listeners.add(listener);
        return this;
    }

    /** Lets the stages of streams know items again; gets the name of each stream and its stages. */
    public Run remembering(BiFunction<String, List<Stage>, List<Stage>> newRemembering) {
        remembering = newRemembering;
        return this;
    }

    /**
     * Runs the plan and waits for its end. No thread and no process of it is left when this returns.
     *
     * @param results where outcomes go; the caller closes it
     * @return the exit status
     * @throws IOException if trace or report cannot be written, or a quarantine cannot be used
     */
    public int execute(OutcomeFormat results) throws IOException {
        RunWatch watch = new RunWatch(plan, settings, summary, screen);
        Pools pools = new Pools(settings, plan, screen, watch.workers());
        for (Path quarantine : pools.quarantines(plan)) {
            QuarantinedItem.prepare(quarantine);
        }
        DeadLetters deadLetters = new DeadLetters(line -> screen.line("trenza: " + line));
        PipelineAssembly assembly = new PipelineAssembly(
                tasks, pools, noMoreItems.asMono(), this::isCut, deadLetters, this::itemwise, remembering);
        Pipeline.Builder builder = assembly.assemble(plan);
        settings.conduct()
                .halt()
                .ifPresent(policy ->
                        builder.listener(new HaltWatch(policy, plan.size(), why -> halt(pools, policy, why))));
        listeners.forEach(listener -> builder.listener(listener.apply(assembly::poolName)));
        pools.overCommitment().ifPresent(line -> screen.line("trenza: " + line));
        RunEnd ended;
        try (watch) {
            Pipeline pipeline = watch.watch(builder, pools, assembly::poolName).build();
            ended = run(pipeline, pools, new ResultPrinter(results, this::outcomesEnded));
        }
        deadLetters.close();
        ended.tell(screen);
        watch.show(pools, ended.isQuiet());
        return ended.status(summary.allSucceeded());
    }

    private RunEnd run(Pipeline pipeline, Pools pools, ResultPrinter printer) {
        try (Signals signals = new Signals()) {
            signals.on("INT", () -> interrupt(pools, "interrupted", ExitStatus.INTERRUPTED, GRACE));
            Runnable terminate = () -> interrupt(pools, "terminated", ExitStatus.TERMINATED, TERM_GRACE);
            signals.on("TERM", new Unrepeated(terminate, SAME_TERM, System::nanoTime));
            signals.on("HUP", () -> end.complete(RunEnd.hungUp()));
            settings.timeout().ifPresent(timeout -> later(timeout, RunEnd.timedOut(timeout)));
            printer.print(pipeline.run());
            RunEnd ended = end.join();
            if (ended.kills()) {
                kill(pools, printer);
            }
            printer.cancel();
            ended = flush(printer, ended);
            pools.close();
            return ended;
        }
    }

    /**
     * Stops what runs, at once, and then gives a moment to write of each item that it was cancelled. A reader of stdout
     * that does not read on delays neither.
     */
    private void kill(Pools pools, ResultPrinter printer) {
        noMoreItems.tryEmitEmpty();
        Disposable limit =
                Schedulers.parallel().schedule(printer::cancel, LAST_OUTCOMES.toMillis(), TimeUnit.MILLISECONDS);
        try {
            pools.closeNow();
            printer.awaitEnd();
        } finally {
            limit.dispose();
        }
    }

    private boolean isCut() {
        return draining.get() != null || end.isDone();
    }

    private void outcomesEnded(@Nullable Throwable error) {
        RunEnd drained = draining.get();
        end.complete(drained != null && error == null ? drained : RunEnd.of(error));
    }

    private TaskPool itemwise(TaskPool pool) {
        Conduct conduct = settings.conduct();
        return conduct.isItemwise() ? new ItemwisePool(pool, conduct, gate, () -> draining.get() != null) : pool;
    }

    /** The first Ctrl-C, or SIGTERM: what runs may finish. The second: it may not. */
    private void interrupt(Pools pools, String what, int status, Duration grace) {
        if (drain(pools, RunEnd.drained(what, status))) {
            String again = status == ExitStatus.INTERRUPTED ? "press Ctrl-C" : "send SIGTERM";
            screen.line("trenza: " + what + ": what is running may finish within " + grace.toSeconds() + " s; " + again
                    + " again to stop at once");
            later(grace, RunEnd.graceOver(what, status, grace));
        } else {
            end.complete(RunEnd.stopped(what, status));
        }
    }

    private void halt(Pools pools, HaltPolicy policy, String why) {
        RunEnd halted = RunEnd.halted(policy + ": " + why, policy.isNow());
        if (policy.isNow()) {
            end.complete(halted);
        } else {
            drain(pools, halted);
        }
    }

    /** Begins no more items. Returns whether it was the first to do so. */
    private boolean drain(Pools pools, RunEnd how) {
        if (!draining.compareAndSet(null, how)) {
            return false;
        }
        noMoreItems.tryEmitEmpty();
        pools.skipPending();
        gate.open();
        return true;
    }

    private void later(Duration delay, RunEnd how) {
        Schedulers.parallel().schedule(() -> end.complete(how), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The reader of stdout may have stopped reading: it is waited for, but not for ever. */
    private static RunEnd flush(ResultPrinter printer, RunEnd ended) {
        try {
            printer.close().get(LAST_FLUSH.toMillis(), TimeUnit.MILLISECONDS);
            return ended;
        } catch (ExecutionException e) {
            return ended.isRegular() ? RunEnd.of(e.getCause()) : ended;
        } catch (TimeoutException e) {
            return ended.isRegular() ? RunEnd.of(new IOException("the reader of the results does not read on")) : ended;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ended;
        }
    }
}
