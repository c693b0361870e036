package dev.trenza.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@link NamedTask} by name and parameters. In the caller's JVM it resolves against the thread's context class
 * loader; a worker receives the two fields and resolves them against its own task path.
 *
 * @param name of the task
 * @param parameters by name
 */
public record TaskReference(String name, Map<String, ?> parameters)
        implements ContextTask<@Nullable Object, @Nullable Object> {

    /** Copies the parameters; their order is kept. */
    public TaskReference {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    @Override
    public @Nullable Object run(@Nullable Object input, TaskContext context) throws Exception {
        Task<@Nullable Object, @Nullable Object> task =
                TaskCatalog.load(Thread.currentThread().getContextClassLoader()).create(this);
        return task instanceof ContextTask<@Nullable Object, @Nullable Object> contextual
                ? contextual.run(input, context)
                : task.run(input);
    }

    @Override
    public String toString() {
        return name;
    }
}
