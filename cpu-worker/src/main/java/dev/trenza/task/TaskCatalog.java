package dev.trenza.task;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * The named tasks that a class loader can see. Immutable.
 *
 * <pre>{@code
 * for (NamedTask task : TaskCatalog.load(null).tasks()) {
 *     log.info("{}: {}", task.name(), task.description());
 * }
 * }</pre>
 */
public final class TaskCatalog {

    private final Map<String, NamedTask> tasks;

    private TaskCatalog(Map<String, NamedTask> tasks) {
        this.tasks = tasks;
    }

    /**
     * Finds every {@link NamedTask} by {@link ServiceLoader}.
     *
     * @param loader usually one over the jars of the task path; {@code null} for the system class loader
     * @throws IllegalArgumentException if two tasks have one name
     * @throws java.util.ServiceConfigurationError if a listed task cannot be made
     */
    public static TaskCatalog load(@Nullable ClassLoader loader) {
        Map<String, NamedTask> tasks = new TreeMap<>();
        for (NamedTask task : ServiceLoader.load(NamedTask.class, loader)) {
            NamedTask other = tasks.putIfAbsent(task.name(), task);
            if (other != null) {
                throw new IllegalArgumentException("two tasks are named '" + task.name() + "': "
                        + other.getClass().getName() + " and " + task.getClass().getName()
                        + "; take one of their jars off the task path");
            }
        }
        return new TaskCatalog(tasks);
    }

    /** All tasks, by name. */
    public Collection<NamedTask> tasks() {
        return Collections.unmodifiableCollection(tasks.values());
    }

    /** Whether there is a task of this name. */
    public boolean contains(String name) {
        return tasks.containsKey(name);
    }

    /**
     * The task of this name.
     *
     * @throws NoSuchElementException if there is none; the message names the nearest one
     */
    public NamedTask task(String name) {
        NamedTask task = tasks.get(name);
        if (task == null) {
            throw new NoSuchElementException(
                    "no task is named '" + name + "'" + NearestName.suggestion(name, tasks.keySet()));
        }
        return task;
    }

    /**
     * Makes the task that a reference means.
     *
     * @throws NoSuchElementException if there is no task of this name
     * @throws InvalidParametersException if the parameters do not fit
     */
    public Task<@Nullable Object, @Nullable Object> create(TaskReference reference) {
        NamedTask task = task(reference.name());
        return task.create(Parameters.of(task.name(), task.parameters(), reference.parameters()));
    }
}
