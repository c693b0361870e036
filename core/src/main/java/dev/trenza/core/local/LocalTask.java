package dev.trenza.core.local;

import dev.trenza.task.Task;
import dev.trenza.task.TaskCatalog;
import dev.trenza.task.TaskReference;
import org.jspecify.annotations.Nullable;

/** The task of a run as this JVM calls it: a named one is looked up once, not for every item. */
final class LocalTask {

    private LocalTask() {}

    /** The task itself, or the one that is meant. A task that cannot be found fails each item, as it does in a worker. */
    @SuppressWarnings("unchecked")
    static <O> Task<@Nullable Object, O> resolve(Task<?, ?> task, @Nullable ClassLoader loader) {
        if (!(task instanceof TaskReference reference)) {
            return (Task<@Nullable Object, O>) task;
        }
        try {
            return (Task<@Nullable Object, O>)
                    (Task<?, ?>) TaskCatalog.load(loader).create(reference);
        } catch (RuntimeException e) {
            return input -> {
                throw e;
            };
        }
    }
}
