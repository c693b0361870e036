package dev.trenza.core;

import dev.trenza.task.RunnableTask;
import dev.trenza.task.Task;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RunnableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.util.context.Context;

/** One task of a {@link PoolExecutor}, and its future. Thread-safe. */
class ExecutorCall<T extends @Nullable Object> extends CompletableFuture<T> implements RunnableFuture<T> {

    final Task<@Nullable Object, T> task;
    final Context context = CallerContext.ofThisThread();
    final Disposable.Swap subscription = Disposables.swap();

    /** What {@code execute} was given; {@code null} if somebody has the future. */
    final @Nullable Runnable command;

    private final PoolExecutor executor;

    ExecutorCall(PoolExecutor executor, Task<@Nullable Object, T> task, @Nullable Runnable command) {
        this.executor = executor;
        this.task = task;
        this.command = command;
    }

    /** It has returned this. */
    void succeed(T value) {
        complete(value);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean isCancelled = super.cancel(mayInterruptIfRunning);
        if (isCancelled && !executor.withdraw(this) && mayInterruptIfRunning) {
            subscription.dispose();
        }
        return isCancelled;
    }

    /** Here, on this thread: for what {@code shutdownNow} gave back. What the executor has is left to it. */
    @Override
    public void run() {
        if (isDone() || executor.has(this)) {
            return;
        }
        try {
            succeed(task.run(null));
        } catch (Throwable e) { // as FutureTask does: whoever asks for the result gets it
            completeExceptionally(e);
        }
    }

    /** One whose result was fixed by its caller, and so need not travel. */
    static final class WithValue<T extends @Nullable Object> extends ExecutorCall<T> {

        private final T value;

        @SuppressWarnings("unchecked") // its own result, null, is never used
        WithValue(PoolExecutor executor, RunnableTask task, T value) {
            super(executor, (Task<@Nullable Object, T>) (Task<?, ?>) task, null);
            this.value = value;
        }

        @Override
        void succeed(T ignored) {
            complete(value);
        }
    }
}
