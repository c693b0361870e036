package dev.trenza.app.pipelinefile;

import dev.trenza.app.catalog.TaskDescription;
import dev.trenza.app.catalog.TaskDirectory;
import dev.trenza.app.catalog.TaskKind;
import dev.trenza.task.Parameter;
import java.util.Collection;
import java.util.List;

/** A few tasks, so that these tests depend on no real one. */
final class KnownTasks implements TaskDirectory {

    private static final List<TaskDescription> IO = List.of(
            task(TaskKind.IO, "read"),
            task(TaskKind.IO, "write", Parameter.required("to", Parameter.Type.TEMPLATE, "where to")));
    private static final List<TaskDescription> CPU = List.of(
            task(TaskKind.CPU, "square"),
            task(
                    TaskKind.CPU,
                    "digest",
                    Parameter.choice("algorithm", "sha-256", List.of("sha-256", "md5"), "which"),
                    Parameter.optional("rounds", Parameter.Type.INTEGER, 1, "how often")));

    @Override
    public Collection<TaskDescription> tasks(TaskKind kind) {
        return kind == TaskKind.IO ? IO : CPU;
    }

    private static TaskDescription task(TaskKind kind, String name, Parameter... parameters) {
        return new TaskDescription(kind, name, "a task", "anything", "something", List.of(parameters));
    }
}
