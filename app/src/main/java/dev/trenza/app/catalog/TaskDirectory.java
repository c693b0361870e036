package dev.trenza.app.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Every task that a user can name. Thread-safe. */
public interface TaskDirectory {

    /** The tasks of a kind, by name. */
    Collection<TaskDescription> tasks(TaskKind kind);

    /** The task of this kind and name, if there is one. */
    default Optional<TaskDescription> find(TaskKind kind, String name) {
        return tasks(kind).stream().filter(task -> task.name().equals(name)).findFirst();
    }

    /** The names of a kind, for messages. */
    default List<String> names(TaskKind kind) {
        return tasks(kind).stream().map(TaskDescription::name).toList();
    }
}
