package dev.trenza.task;

/**
 * A {@link Runnable} that can run in another JVM: what an {@code ExecutorService} over a pool takes. A lambda becomes one
 * without a cast: {@code executor.execute(() -> Reports.render(path))}.
 *
 * <p>What the lambda captures travels with it, so it has to be serialisable.
 */
@FunctionalInterface
public interface RunnableTask extends Task<@Nullable Object, @Nullable Object>, Runnable {

    @Override
    void run();

    /** Runs; the input is of no use here. */
    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // it is the same run, for whom a result is expected
    default @Nullable Object run(@Nullable Object input) {
        run();
        return null;
    }

    /**
     * A task of anything that can be run and is serialisable.
     *
     * @throws IllegalArgumentException if it is not, with what to write instead
     */
    static RunnableTask of(Runnable runnable) {
        if (runnable instanceof RunnableTask task) {
            return task;
        }
        Portable.require(runnable, "RunnableTask");
        return runnable::run;
    }
}
