package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.InvalidParametersException;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import java.util.Collection;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The I/O tasks that a class loader can see. Thread-safe.
 *
 * <p>Load one for each run: the tasks that one catalog made know of each other, so that {@code write} can tell when two
 * items, perhaps of two streams, are about to become one file.
 */
public final class IoTaskCatalog {

    private final ByName<IoTask> tasks;

    private IoTaskCatalog(ByName<IoTask> tasks) {
        this.tasks = tasks;
    }

    /**
     * Finds every {@link IoTask} by {@link java.util.ServiceLoader}.
     *
     * @param loader usually one over the jars of the task path; {@code null} for the system class loader
     * @throws IllegalArgumentException if two tasks have one name
     * @throws java.util.ServiceConfigurationError if a listed task cannot be made
     */
    public static IoTaskCatalog load(@Nullable ClassLoader loader) {
        return new IoTaskCatalog(ByName.load("I/O task", IoTask.class, IoTask::name, loader));
    }

    /** All tasks, by name. */
    public Collection<IoTask> tasks() {
        return tasks.all();
    }

    /** Whether there is a task of this name. */
    public boolean contains(String name) {
        return tasks.contains(name);
    }

    /**
     * The task of this name.
     *
     * @throws NoSuchElementException if there is none; the message names the nearest one
     */
    public IoTask task(String name) {
        return tasks.get(name);
    }

    /**
     * Makes the task of one stage.
     *
     * @param name of the task
     * @param parameters by name; what is missing takes its default
     * @throws NoSuchElementException if there is no task of this name
     * @throws InvalidParametersException if the parameters do not fit; tells all problems that it can
     */
    public Task<Item, @Nullable Object> create(String name, Map<String, ?> parameters) {
        IoTask task = task(name);
        Parameters checked = Parameters.of(name, task.parameters(), parameters);
        Template.check(name, task.parameters(), checked);
        return task.create(checked);
    }
}
