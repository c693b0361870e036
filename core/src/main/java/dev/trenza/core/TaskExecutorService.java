package dev.trenza.core;

import dev.trenza.task.CallableTask;
import dev.trenza.task.RunnableTask;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TaskPool} for code that is written against {@link ExecutorService}. Thread-safe.
 *
 * <pre>{@code
 * try (TaskExecutorService executor = WorkerPool.create(4).asExecutorService()) {
 *     Future<Long> count = executor.submit(() -> Primes.count(1_000_000));
 *     log.info("{} primes", count.get());
 * }
 * }</pre>
 *
 * <p>Every method means what {@code java.util.concurrent} says. What is special about tasks that run elsewhere:
 *
 * <ul>
 *   <li>They must be serialisable, with all that they capture. A lambda is, as it picks the methods of this interface;
 *       anything else is refused with a {@link java.util.concurrent.RejectedExecutionException}. That includes what
 *       {@link java.util.concurrent.ExecutorCompletionService} and {@code CompletableFuture.supplyAsync} make of a lambda.
 *   <li>As many run at the same time as the pool has workers; the others wait here in their order, without a bound. For
 *       many small calls {@link TaskPool#map} is far faster, and takes no more than it can use.
 *   <li>{@code cancel(true)} interrupts the task in its worker, and the worker is killed if the task does not heed it.
 *       {@code cancel(false)} lets it end, unseen; if it has not begun it never will.
 *   <li>The cause of an {@link java.util.concurrent.ExecutionException} is a {@link TaskPoolException}, and behind that
 *       comes the {@link RemoteException} with the task's own stack: a foreign exception never enters this JVM.
 *   <li>{@link #shutdownNow} cancels what runs; its futures are cancelled. What never started is returned as it was given
 *       to {@link #execute}, or as its future, which {@code run()} would run in this JVM.
 *   <li>A failure of what was given to {@link #execute} is written to the log.
 *   <li>The MDC and the trace of whoever submits reach the task.
 * </ul>
 */
public interface TaskExecutorService extends ExecutorService, AutoCloseable {

    /**
     * An executor that leaves the pool as it is: shutting it down ends its own tasks only.
     *
     * @param concurrency most of its tasks in the pool at the same time, at least 1
     */
    static TaskExecutorService sharing(TaskPool pool, int concurrency) {
        return new PoolExecutor(pool, concurrency, false);
    }

    /**
     * Submits a task.
     *
     * @return its result; cancelling it cancels the task. What depends on it runs on a thread of the pool, unless it is
     *     given an executor
     * @throws java.util.concurrent.RejectedExecutionException after {@link #shutdown}
     */
    <T extends @Nullable Object> CompletableFuture<T> submit(CallableTask<T> task);

    /** {@link #submit(CallableTask)} for a task without a result. */
    CompletableFuture<@Nullable Object> submit(RunnableTask task);

    /** Runs a task; a failure is written to the log. */
    void execute(RunnableTask task);

    /** Takes no more, cancels what runs, and returns what never started. */
    @Override
    List<Runnable> shutdownNow();

    /**
     * Takes no more, and waits until everything has ended. If the thread is interrupted, the rest is cancelled as by
     * {@link #shutdownNow}, and it goes on waiting. On a thread that must not block, and in what depends on one of its futures, it begins the
     * same and returns.
     */
    @Override
    void close();
}
