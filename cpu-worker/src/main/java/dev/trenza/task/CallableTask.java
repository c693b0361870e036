package dev.trenza.task;

import java.util.concurrent.Callable;

/**
 * A {@link Callable} that can run in another JVM: what an {@code ExecutorService} over a pool takes. A lambda becomes one
 * without a cast:
 *
 * <pre>{@code
 * try (TaskExecutorService executor = WorkerPool.create(4).asExecutorService()) {
 *     Future<Long> count = executor.submit(() -> Primes.count(1_000_000));
 * }
 * }</pre>
 *
 * <p>What the lambda captures travels with it, so it has to be serialisable.
 *
 * @param <O> the output
 */
@FunctionalInterface
public interface CallableTask<O extends @Nullable Object> extends Task<@Nullable Object, O>, Callable<O> {

    @Override
    O call() throws Exception;

    /** Calls; the input is of no use here. */
    @Override
    default O run(@Nullable Object input) throws Exception {
        return call();
    }

    /**
     * A task of any callable that is serialisable.
     *
     * @throws IllegalArgumentException if it is not, with what to write instead
     */
    static <O extends @Nullable Object> CallableTask<O> of(Callable<O> callable) {
        if (callable instanceof CallableTask<O> task) {
            return task;
        }
        Portable.require(callable, "CallableTask<T>");
        return callable::call;
    }
}
