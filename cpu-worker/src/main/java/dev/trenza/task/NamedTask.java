package dev.trenza.task;

import java.util.List;
import java.util.Map;

/**
 * A task that is found by its name: on the command line, in a pipeline file, or by {@link #reference}.
 *
 * <p>Implementations are public, have a public constructor without arguments, and are listed in
 * {@code META-INF/services/dev.trenza.task.NamedTask} of their jar. They are described (name, parameters) in the
 * caller's JVM and run in the worker's, so neither the constructor nor the describing methods should do work.
 *
 * <p>Inputs and outputs are <em>values</em>: {@code null}, booleans, numbers, strings, {@code byte[]}, lists, and maps
 * with string keys. A string is a path where a task works on files; the task says so in {@link #input()}.
 */
public interface NamedTask {

    /** What users type: lower case, words joined by hyphens, unique on the task path. */
    String name();

    /** One line for {@code trenza tasks}. */
    String description();

    /** What the task takes, in a few words: {@code "a path, or bytes"}. */
    String input();

    /** What the task returns, in a few words: {@code "the digest, in hexadecimal"}. */
    String output();

    /** The parameters, in the order in which they are shown; they are checked before anything starts. */
    default List<Parameter> parameters() {
        return List.of();
    }

    /**
     * Makes the task that runs. Called once per worker and set of parameters.
     *
     * @param parameters values for everything in {@link #parameters()}, already checked
     */
    Task<@Nullable Object, @Nullable Object> create(Parameters parameters);

    /**
     * A task that is looked up by name where it runs, with its parameters' defaults.
     *
     * <pre>{@code
     * Flux.range(0, 5).transform(pool.map(NamedTask.reference("square")));
     * }</pre>
     *
     * @param name of a task on the worker's task path
     */
    static Task<@Nullable Object, @Nullable Object> reference(String name) {
        return reference(name, Map.of());
    }

    /**
     * A task that is looked up by name where it runs, so that the caller's class path need not hold it.
     *
     * @param name of a task on the worker's task path
     * @param parameters by name; what is missing takes its default
     */
    static Task<@Nullable Object, @Nullable Object> reference(String name, Map<String, ?> parameters) {
        return new TaskReference(name, parameters);
    }

    /**
     * {@link #reference(String, Map)} for a task whose type of result is known.
     *
     * <pre>{@code
     * Mono<String> digest = pool.submit(NamedTask.reference("digest", Map.of(), String.class), path.toString());
     * }</pre>
     *
     * @param name of a task on the worker's task path
     * @param parameters by name; what is missing takes its default
     * @param output the class of the results; another result fails its item with a {@link ClassCastException}
     */
    static <O> Task<@Nullable Object, O> reference(String name, Map<String, ?> parameters, Class<O> output) {
        return new TypedReference<>(new TaskReference(name, parameters), output);
    }
}
