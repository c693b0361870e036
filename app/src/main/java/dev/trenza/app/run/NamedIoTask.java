package dev.trenza.app.run;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.ContextTask;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import org.jspecify.annotations.Nullable;

/** An I/O task that messages call by the name that the user typed. */
final class NamedIoTask implements ContextTask<Item, @Nullable Object> {

    private static final long serialVersionUID = 1;

    private final String name;
    private final Task<Item, @Nullable Object> task;

    NamedIoTask(String name, Task<Item, @Nullable Object> task) {
        this.name = name;
        this.task = task;
    }

    @Override
    public @Nullable Object run(Item item, TaskContext context) throws Exception {
        return task instanceof ContextTask<Item, @Nullable Object> contextual
                ? contextual.run(item, context)
                : task.run(item);
    }

    @Override
    public String toString() {
        return name;
    }
}
