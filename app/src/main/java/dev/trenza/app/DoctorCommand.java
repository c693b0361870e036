package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.doctor.Examination;
import dev.trenza.app.doctor.Finding;
import dev.trenza.app.run.ExitStatus;
import dev.trenza.app.run.PoolFactory;
import dev.trenza.app.run.PoolSettings;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.process.Sandbox;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks whether this machine can run Trenza. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Looks whether this machine can do the work: Java, processors, memory and the limits of a container,"
                    + " file descriptors, locale, sandbox, tasks; starts a worker, asks it something and tells how long it took.",
            "",
            "Exit status: 0 if work is possible, 71 if workers cannot start. Each problem comes with a remedy."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  trenza doctor", "  trenza doctor --heap 64m --task-path my-tasks.jar"})
final class DoctorCommand implements Callable<Integer> {

    private final Trenza trenza;

    @Mixin
    private TaskPathOption taskPath = new TaskPathOption();

    @Mixin
    private WorkerOptions worker = new WorkerOptions(Given.nothing("its share of the machine"));

    DoctorCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        InstalledTasks tasks = taskPath.tasks();
        PoolSettings settings = new PoolSettings(
                1,
                PoolSettings.DEFAULT_IO_JOBS,
                worker.heap(),
                OptionalLong.empty(),
                OptionalInt.empty(),
                TimeLimits.NONE,
                Optional.empty(),
                worker.sandbox().orElse(Sandbox.none()),
                tasks.path().entries());
        boolean isIll = new Examination(tasks, new PoolFactory(trenza.screen()), settings)
                        .findings()
                        .peek(trenza.out()::println)
                        .filter(finding -> finding.state() == Finding.State.ILL)
                        .count()
                > 0;
        return isIll ? ExitStatus.POOL_UNUSABLE : ExitStatus.SUCCESS;
    }
}
