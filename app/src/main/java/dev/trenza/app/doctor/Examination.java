package dev.trenza.app.doctor;

import dev.trenza.app.catalog.BrokenTaskPathException;
import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.catalog.TaskKind;
import dev.trenza.app.run.PoolFactory;
import dev.trenza.app.run.PoolSettings;
import dev.trenza.app.warmup.Archives;
import dev.trenza.core.process.Cgroup;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Everything that is looked at: the machine, the tasks, a worker. */
public final class Examination {

    private final InstalledTasks tasks;
    private final PoolFactory factory;
    private final PoolSettings settings;

    /** Looks with these tasks, and with workers of these settings. */
    public Examination(InstalledTasks tasks, PoolFactory factory, PoolSettings settings) {
        this.tasks = tasks;
        this.factory = factory;
        this.settings = settings;
    }

    /** Looks at each thing in turn; the findings come as they are made. */
    public Stream<Finding> findings() {
        return Stream.<Supplier<List<Finding>>>of(
                        () -> new Machine(Cgroup.ofThisProcess(), settings.heap()).examine(),
                        () -> List.of(taskPath()),
                        () -> List.of(archives()),
                        () -> List.of(new WorkerCheck(factory, settings).examine()))
                .flatMap(step -> step.get().stream());
    }

    /** To start slowly is no illness. */
    private static Finding archives() {
        Archives archives = Archives.ofThisInstallation();
        String remedy = archives.areInUse() || archives.obstacle().isPresent()
                ? ""
                : " (trenza warmup makes them: a faster start)";
        return Finding.well("archives", archives.describe() + remedy);
    }

    private Finding taskPath() {
        try {
            int cpu = tasks.tasks(TaskKind.CPU).size();
            int io = tasks.tasks(TaskKind.IO).size();
            String where = tasks.path().entries().isEmpty()
                    ? "no jars on the task path"
                    : "task path: " + tasks.path().entries();
            return Finding.unless(
                    cpu > 0 && io > 0,
                    "tasks",
                    cpu + " CPU, " + io + " I/O; " + where,
                    "not even Trenza's own tasks were found: the installation is incomplete, build it again");
        } catch (BrokenTaskPathException e) {
            return Finding.ill("tasks", String.valueOf(e.getMessage()), "take the jar at fault off the task path");
        }
    }
}
