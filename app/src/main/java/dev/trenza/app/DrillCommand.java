package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.drill.Drill;
import dev.trenza.app.drill.DrillGround;
import dev.trenza.app.drill.DrillReport;
import dev.trenza.app.drill.Verdict;
import dev.trenza.app.input.ItemTimeout;
import dev.trenza.app.run.ExitStatus;
import dev.trenza.app.run.PoolFactory;
import dev.trenza.app.run.PoolSettings;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.process.LaunchTools;
import dev.trenza.core.process.Sandbox;
import dev.trenza.task.NearestName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tries what the pool promises, on this machine and with these settings. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Runs hostile tasks among healthy ones, each in a pool of your settings, and tells whether the guarantees"
                    + " hold: the hostile item ends as it must and in time, no healthy item is lost, the pool answers"
                    + " again, and no process is left.",
            "",
            "in: how long the hostile item ran. lost: healthy items without their right result. next: how long the"
                    + " next answer took after it. left: processes that outlived the pool.",
            "",
            "Exit status: 0 if all drills passed, 1 if one failed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza drill",
            "  trenza drill -j 4 --timeout 500ms --heap 64m",
            "  trenza drill --list",
            "  trenza drill exit loop frozen --json",
            "  trenza drill --sandbox                    is the network out of reach, are files read-only, too?"
        })
final class DrillCommand implements Callable<Integer> {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    private final Trenza trenza;

    @Mixin
    private TaskPathOption taskPath = new TaskPathOption();

    @Mixin
    private JobOptions jobs = new JobOptions(new Given<>(2, "2"), new Given<>(ItemTimeout.of(DEFAULT_TIMEOUT), "2s"));

    @Mixin
    private WorkerOptions worker = new WorkerOptions(new Given<>(256L << 20, "256m"));

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            converter = RunOptions.ToTimeout.class,
            description = "Give a drill up after this time (default: 60s).")
    private Duration patience = Duration.ofSeconds(60);

    @Option(names = "--list", description = "Say what there is; start nothing.")
    private boolean list;

    @Option(names = "--json", description = "The verdicts as one JSON object.")
    private boolean json;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Only these drills; see --list.")
    private List<String> names = new ArrayList<>();

    DrillCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        if (list) {
            drills(true).forEach(drill -> trenza.out().printf("%-21s  %s%n", drill.word(), drill.threat()));
            return ExitStatus.SUCCESS;
        }
        // Nothing is granted: no drill needs it, and one tries whether that is so.
        Sandbox sandbox = new Sandbox(worker.sandbox().orElse(Sandbox.none()).level(), List.of());
        LaunchTools.find().problemOf(sandbox).ifPresent(problem -> {
            throw RefusedException.poolUnusable(problem);
        });
        List<Drill> drills = drills(sandbox.level() == Sandbox.Level.ISOLATED);
        List<Verdict> verdicts = new ArrayList<>();
        DrillGround ground = ground(sandbox);
        DrillReport report = new DrillReport(Trenza.isColoured());
        if (!json) {
            trenza.out().println(report.head());
        }
        for (Drill drill : drills) {
            Verdict verdict = ground.drill(drill);
            verdicts.add(verdict);
            if (!json) {
                trenza.out().println(report.line(verdict));
                trenza.out().flush();
            }
        }
        trenza.out().print(json ? DrillReport.json(verdicts) : DrillReport.sum(verdicts) + System.lineSeparator());
        return verdicts.stream().allMatch(Verdict::isPassed) ? ExitStatus.SUCCESS : ExitStatus.SOME_FAILED;
    }

    /** Those that were named; or all, of which some are for a sandbox. */
    private List<Drill> drills(boolean isIsolated) {
        return names.isEmpty()
                ? Stream.of(Drill.values())
                        .filter(drill -> isIsolated || !drill.isForSandbox())
                        .toList()
                : names.stream().map(DrillCommand::drill).toList();
    }

    private static Drill drill(String name) {
        return Drill.of(name)
                .orElseThrow(() -> RefusedException.usage("no drill is named '" + name + "'"
                        + NearestName.suggestion(name, Drill.words()) + " (see trenza drill --list)"));
    }

    private DrillGround ground(Sandbox sandbox) {
        if (jobs.timeoutPercent().isPresent()) {
            throw RefusedException.usage("--timeout must be a time here, such as 2s: there is no median to go by");
        }
        Duration timeout = Objects.requireNonNullElse(jobs.timeout(), DEFAULT_TIMEOUT);
        InstalledTasks tasks = taskPath.tasks();
        PoolSettings settings = new PoolSettings(
                jobs.jobs(),
                PoolSettings.DEFAULT_IO_JOBS,
                worker.heap(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                TimeLimits.NONE.withTask(timeout),
                Optional.empty(),
                sandbox,
                tasks.path().entries());
        return new DrillGround(new PoolFactory(trenza.screen()), settings, timeout, patience);
    }
}
