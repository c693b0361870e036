package dev.trenza.app.pipelinefile;

import dev.trenza.app.catalog.SourceDescription;
import dev.trenza.app.catalog.TaskDescription;
import dev.trenza.app.catalog.TaskDirectory;
import dev.trenza.app.catalog.TaskKind;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import java.util.Collection;
import java.util.List;
import java.util.Map;

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

    @Override
    public Collection<SourceDescription> sources() {
        return List.of(
                source("files", "patterns", Parameter.required("patterns", Parameter.Type.LIST, "which")),
                source("lines", "path", Parameter.required("path", Parameter.Type.STRING, "of which")),
                source("range", "to", Parameter.required("to", Parameter.Type.INTEGER, "how many")),
                source("items", "values", Parameter.required("values", Parameter.Type.LIST, "what")));
    }

    @Override
    public void check(TaskDescription task, Map<String, Object> parameters) {
        Parameters.of(task.name(), task.parameters(), parameters);
        if (parameters.getOrDefault("to", "").toString().endsWith("refused")) {
            throw new IllegalArgumentException("task '" + task.name() + "' refuses this");
        }
    }

    @Override
    public void check(SourceDescription source, Map<String, Object> parameters) {
        Parameters.of("source", source.name(), source.parameters(), parameters);
    }

    private static SourceDescription source(String name, String main, Parameter parameter) {
        return new SourceDescription(name, "a source", "something", List.of(parameter), main);
    }

    private static TaskDescription task(TaskKind kind, String name, Parameter... parameters) {
        return new TaskDescription(kind, name, "a task", "anything", "something", List.of(parameters));
    }
}
