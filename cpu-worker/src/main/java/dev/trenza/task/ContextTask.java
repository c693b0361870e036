package dev.trenza.task;

/**
 * A {@link Task} that wants to know about its call: which attempt it is, whether it was cancelled, where to log.
 *
 * <pre>{@code
 * paths.transform(pool.map(Task.withContext((path, context) -> {
 *     for (String line : Files.readAllLines(path)) {
 *         context.checkCancelled();
 *         index(path, line);
 *     }
 *     return path;
 * })));
 * }</pre>
 *
 * @param <I> the input
 * @param <O> the output
 */
@FunctionalInterface
public interface ContextTask<I extends @Nullable Object, O extends @Nullable Object> extends Task<I, O> {

    /**
     * Does the work.
     *
     * @param input what the source emitted
     * @param context this call; valid until the method returns
     * @return the result
     * @throws Exception any exception fails this item alone
     */
    O run(I input, TaskContext context) throws Exception;

    /** Runs outside any pool: first attempt, never cancelled. */
    @Override
    default O run(I input) throws Exception {
        return run(input, TaskContext.DETACHED);
    }
}
