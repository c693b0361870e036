package dev.trenza.app.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every task and source that a user can name. Thread-safe. */
public interface TaskDirectory {

    /** The tasks of a kind, by name. */
    Collection<TaskDescription> tasks(TaskKind kind);

    /** The sources, by name. */
    Collection<SourceDescription> sources();

    /**
     * Checks the parameters of a task as its creation would.
     *
     * @throws dev.trenza.task.InvalidParametersException tells by parameter what does not fit
     * @throws IllegalArgumentException tells what else does not fit
     */
    void check(TaskDescription task, Map<String, Object> parameters);

    /**
     * Checks the parameters of a source as opening it would.
     *
     * @throws dev.trenza.task.InvalidParametersException tells by parameter what does not fit
     * @throws IllegalArgumentException tells what else does not fit
     */
    void check(SourceDescription source, Map<String, Object> parameters);

    /** Whether a task makes many items of one, as it goes; its parameters have been checked. */
    default boolean emits(TaskDescription task, Map<String, Object> parameters) {
        return false;
    }

    /** The task of this kind and name, if there is one. */
    default Optional<TaskDescription> find(TaskKind kind, String name) {
        return tasks(kind).stream().filter(task -> task.name().equals(name)).findFirst();
    }

    /** The names of a kind, for messages. */
    default List<String> names(TaskKind kind) {
        return tasks(kind).stream().map(TaskDescription::name).toList();
    }
}
