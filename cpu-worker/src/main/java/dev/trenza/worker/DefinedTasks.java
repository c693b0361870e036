package dev.trenza.worker;

import dev.trenza.task.Nullable;
import dev.trenza.task.Task;
import dev.trenza.task.TaskCatalog;
import dev.trenza.worker.protocol.TaskDefinition;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The tasks that the parent has defined, each made at its first call, so that making it is charged to a call. Confined to
 * the task thread. */
final class DefinedTasks {

    private final ClassLoader loader;

    // Mutable state
    private final Map<Integer, Defined> tasks = new HashMap<>();
    private @Nullable TaskCatalog catalog;

    DefinedTasks(ClassLoader loader) {
        this.loader = loader;
    }

    private static final class Defined {
        final TaskDefinition definition;

        @Nullable
        DefinedTask task;

        Defined(TaskDefinition definition) {
            this.definition = definition;
        }
    }

    void define(int number, TaskDefinition definition) {
        tasks.put(number, new Defined(definition));
    }

    void forget(int number) {
        tasks.remove(number);
    }

    /**
     * The task with this number.
     *
     * @throws IOException if it was not defined or cannot be deserialised
     * @throws ClassNotFoundException if its class is not here
     */
    DefinedTask get(int number) throws IOException, ClassNotFoundException {
        Defined defined = tasks.get(number);
        if (defined == null) {
            throw new IOException("call of task " + number + ", which was not defined");
        }
        if (defined.task == null) {
            defined.task = new DefinedTask(make(defined.definition), defined.definition.limitNanos());
        }
        return defined.task;
    }

    @SuppressWarnings("unchecked")
    private Task<@Nullable Object, @Nullable Object> make(TaskDefinition definition)
            throws IOException, ClassNotFoundException {
        return definition.isNamed()
                ? catalog().create(definition.reference())
                : (Task<@Nullable Object, @Nullable Object>) definition.deserialise(loader);
    }

    private TaskCatalog catalog() {
        if (catalog == null) {
            catalog = TaskCatalog.load(loader);
        }
        return catalog;
    }
}
