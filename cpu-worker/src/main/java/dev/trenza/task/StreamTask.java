package dev.trenza.task;

/**
 * A task that has many results for one input, and needs not have them all before the first is used.
 *
 * <pre>{@code
 * StreamTask<Path, String> lines = (path, out) -> Files.readAllLines(path).forEach(out::emit);
 * }</pre>
 *
 * <p>Serialised and shared like every {@link Task}, but run by a pool's {@code stream} only.
 *
 * @param <I> the input
 * @param <O> what it emits
 */
@FunctionalInterface
public interface StreamTask<I extends @Nullable Object, O> extends ContextTask<I, @Nullable Object> {

    /**
     * Does the work.
     *
     * @param input what the source emitted
     * @param out takes the values, in order
     * @throws Exception any exception fails this item alone, behind the values that were emitted before
     */
    void stream(I input, Emitter<O> out) throws Exception;

    /** For pools: their context of a stream is an {@link Emitter}. */
    @Override
    @SuppressWarnings({"unchecked", "FunctionalInterfaceMethodChanged"}) // a pool's emitter takes everything
    default @Nullable Object run(I input, TaskContext context) throws Exception {
        if (!(context instanceof Emitter)) {
            throw new IllegalStateException("a StreamTask has no single result; run it with stream or streamTask");
        }
        stream(input, (Emitter<O>) context);
        return null;
    }
}
