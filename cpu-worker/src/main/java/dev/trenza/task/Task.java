package dev.trenza.task;

import java.io.Serializable;

/**
 * One piece of work: takes an input, returns an output. The same task runs inline, on a thread or in a worker JVM.
 *
 * <p>A task that goes to a worker is serialised once per worker and shared by all its calls there, so it must keep no
 * state between calls. Plain lambdas and method references need no cast:
 *
 * <pre>{@code
 * Flux.range(0, 5).transform(pool.map(x -> x * x));
 * pool.submit(Thumbnails::render, path);
 * }</pre>
 *
 * <p>What a worker runs is run by one thread at a time. That thread is interrupted when the call is cancelled.
 *
 * @param <I> the input
 * @param <O> the output
 */
@FunctionalInterface
public interface Task<I extends @Nullable Object, O extends @Nullable Object> extends Serializable {

    /**
     * Does the work.
     *
     * @param input what the source emitted
     * @return the result; {@code null} is a value in an outcome and an empty {@code Mono} from a submit
     * @throws Exception any exception fails this item alone; the worker survives and takes the next one
     */
    O run(I input) throws Exception;

    /**
     * The task that a lambda or a method reference with two arguments is, the input and its call: tells progress, asks
     * whether it was cancelled, logs.
     *
     * <pre>{@code
     * paths.transform(pool.map(Task.withContext((path, context) -> {
     *     context.log("reading " + path);
     *     return Files.readString(path);
     * })));
     * }</pre>
     *
     * @param task that is returned as it is
     */
    static <I extends @Nullable Object, O extends @Nullable Object> ContextTask<I, O> withContext(
            ContextTask<I, O> task) {
        return task;
    }
}
