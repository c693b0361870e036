package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.drill.Drill;
import dev.trenza.app.drill.DrillGround;
import dev.trenza.app.drill.DrillReport;
import dev.trenza.app.drill.Verdict;
import dev.trenza.app.run.ExitStatus;
import dev.trenza.app.run.PoolFactory;
import dev.trenza.app.run.PoolSettings;
import dev.trenza.core.TimeLimits;
import dev.trenza.task.NearestName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tries what the pool promises, on this machine and with these settings. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
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
            "  trenza drill exit loop frozen --json"
        })
final class DrillCommand implements Callable<Integer> {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

    private final Trenza trenza;

    @Mixin
    private TaskPathOption taskPath = new TaskPathOption();

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            converter = RunOptions.ToWorkers.class,
            description = "Worker JVMs: 4, 50%% or 1C (default: 2).")
    private @Nullable Integer jobs;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            converter = RunOptions.ToHeap.class,
            description = "Heap of each worker: 64m, 1g (default: 256m).")
    private long heap = 256 << 20;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = RunOptions.ToTimeout.class,
            description = "Time-out of a task (default: 2s).")
    private Duration timeout = DEFAULT_TIMEOUT;

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
        List<Drill> drills = names.isEmpty()
                ? List.of(Drill.values())
                : names.stream().map(DrillCommand::drill).toList();
        if (list) {
            drills.forEach(drill -> trenza.out().printf("%-21s  %s%n", drill.word(), drill.threat()));
            return ExitStatus.SUCCESS;
        }
        List<Verdict> verdicts = new ArrayList<>();
        DrillGround ground = ground();
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

    private static Drill drill(String name) {
        return Drill.of(name)
                .orElseThrow(() -> RefusedException.usage("no drill is named '" + name + "'"
                        + NearestName.suggestion(name, Drill.words()) + " (see trenza drill --list)"));
    }

    private DrillGround ground() {
        InstalledTasks tasks = taskPath.tasks();
        PoolSettings settings = new PoolSettings(
                jobs == null ? 2 : jobs,
                PoolSettings.DEFAULT_IO_JOBS,
                OptionalLong.of(heap),
                OptionalLong.empty(),
                OptionalInt.empty(),
                TimeLimits.NONE.withTask(timeout),
                Optional.empty(),
                tasks.path().entries());
        return new DrillGround(new PoolFactory(trenza.screen()), settings, timeout, patience);
    }
}
