package dev.trenza.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.trenza.task.CallableTask;
import dev.trenza.task.RunnableTask;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * Keeps what waits in a queue of its own, and gives the pool no more than can run: so it knows what has started. Thread-safe.
 *
 * <pre>
 *   queued  -> running : a place is free
 *   queued  -> gone    : cancelled, or given back by shutdownNow
 *   running -> gone    : the pool has told its outcome, or its subscription was cancelled
 * </pre>
 */
final class PoolExecutor extends AbstractExecutorService implements TaskExecutorService {

    private static final Logger LOG = LoggerFactory.getLogger(PoolExecutor.class);

    private final TaskPool pool;
    private final int concurrency;
    private final boolean ownsPool;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger starts = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);

    /** Whether this thread completes a call now: what depends on that must not wait for the call's end. */
    private final ThreadLocal<Boolean> isTelling = ThreadLocal.withInitial(() -> false);

    // Mutable state
    @GuardedBy("lock")
    private final Deque<ExecutorCall<?>> queued = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Set<ExecutorCall<?>> running = new LinkedHashSet<>();

    @GuardedBy("lock")
    private boolean isShutdown;

    @GuardedBy("lock")
    private boolean isEnding;

    /**
     * Makes an executor.
     *
     * @param concurrency most tasks in the pool, at least 1
     * @param ownsPool whether the pool is to be closed at the end
     */
    PoolExecutor(TaskPool pool, int concurrency, boolean ownsPool) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency must be >= 1, was " + concurrency);
        }
        this.pool = pool;
        this.concurrency = concurrency;
        this.ownsPool = ownsPool;
    }

    // Submission

    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(CallableTask<T> task) {
        ExecutorCall<T> call = callOf(task);
        enqueue(call);
        return call;
    }

    @Override
    public CompletableFuture<@Nullable Object> submit(RunnableTask task) {
        ExecutorCall<@Nullable Object> call = new ExecutorCall<>(this, taskOf(task), null);
        enqueue(call);
        return call;
    }

    @Override
    public void execute(RunnableTask task) {
        execute((Runnable) task);
    }

    @Override
    public void execute(Runnable command) {
        if (command instanceof ExecutorCall<?> call) {
            enqueue(call);
            return;
        }
        ExecutorCall<@Nullable Object> call = new ExecutorCall<>(this, taskOf(command), command);
        CompletableFuture<?> unused = call.whenComplete((value, failure) -> {
            if (failure != null && !(failure instanceof CancellationException)) {
                LOG.error("what was given to execute has failed", failure);
            }
        });
        enqueue(call);
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
        return callOf(callable);
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable runnable, T value) {
        return new ExecutorCall.WithValue<>(this, taskOf(runnable), value);
    }

    private <T extends @Nullable Object> ExecutorCall<T> callOf(Callable<T> callable) {
        try {
            return new ExecutorCall<>(this, CallableTask.of(callable), null);
        } catch (IllegalArgumentException e) {
            throw new RejectedExecutionException(e.getMessage(), e);
        }
    }

    private static RunnableTask taskOf(Runnable runnable) {
        try {
            return RunnableTask.of(runnable);
        } catch (IllegalArgumentException e) {
            throw new RejectedExecutionException(e.getMessage(), e);
        }
    }

    private void enqueue(ExecutorCall<?> call) {
        lock.lock();
        try {
            if (isShutdown || pool.isClosed()) {
                throw new RejectedExecutionException("the executor was shut down, and takes no more: " + pool);
            }
            queued.add(call);
        } finally {
            lock.unlock();
        }
        start();
    }

    // The calls

    /** Starts what there is room for. Where a pool runs calls at once, on this thread, the outermost of us does it. */
    private void start() {
        if (starts.getAndIncrement() > 0) {
            return;
        }
        int missed = 1;
        do {
            for (ExecutorCall<?> call = next(); call != null; call = next()) {
                start(call);
            }
            missed = starts.addAndGet(-missed);
        } while (missed != 0);
        endIfDrained();
    }

    private @Nullable ExecutorCall<?> next() {
        lock.lock();
        try {
            ExecutorCall<?> call = running.size() < concurrency ? queued.poll() : null;
            if (call != null) {
                running.add(call);
            }
            return call;
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> void start(ExecutorCall<T> call) {
        if (call.isDone()) { // cancelled since it left the queue
            ended(call);
            return;
        }
        TaskRun<ExecutorCall<T>, T> run =
                TaskRun.<ExecutorCall<T>, Boolean, T>of(call.task, item -> true).label(item -> "submitted");
        try {
            call.subscription.update(pool.outcomes(Flux.just(call), run)
                    .contextWrite(call.context)
                    .doFinally(signal -> ended(call))
                    .subscribe(
                            outcome -> tell(() -> settle(call, outcome)),
                            error -> tell(() -> call.completeExceptionally(error))));
        } catch (Throwable e) { // Reactor throws what it takes for fatal: the others in the queue are still to run
            tell(() -> call.completeExceptionally(e));
            ended(call);
        }
    }

    @SuppressWarnings("NullAway") // a value is null only where T may be
    private static <T extends @Nullable Object> void settle(ExecutorCall<T> call, Outcome<ExecutorCall<T>, T> outcome) {
        if (outcome instanceof Outcome.Success<ExecutorCall<T>, T> success) {
            call.succeed(success.value());
        } else if (outcome instanceof Outcome.Failure<ExecutorCall<T>, T> failure) {
            call.completeExceptionally(failure.failure());
        }
    }

    private void tell(Runnable completion) {
        boolean wasTelling = isTelling.get();
        isTelling.set(true);
        try {
            completion.run();
        } finally {
            isTelling.set(wasTelling);
        }
    }

    private void ended(ExecutorCall<?> call) {
        tell(() -> call.cancel(false)); // nobody will complete it any more, if nobody has
        lock.lock();
        try {
            running.remove(call);
        } finally {
            lock.unlock();
        }
        start();
    }

    /** Takes back what has not started; tells whether it had not. */
    boolean withdraw(ExecutorCall<?> call) {
        boolean wasQueued;
        lock.lock();
        try {
            wasQueued = queued.remove(call);
        } finally {
            lock.unlock();
        }
        if (wasQueued) {
            endIfDrained();
        }
        return wasQueued;
    }

    /** Whether a call waits or runs here. */
    boolean has(ExecutorCall<?> call) {
        lock.lock();
        try {
            return queued.contains(call) || running.contains(call);
        } finally {
            lock.unlock();
        }
    }

    // The end

    @Override
    public void shutdown() {
        lock.lock();
        try {
            isShutdown = true;
        } finally {
            lock.unlock();
        }
        endIfDrained();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<ExecutorCall<?>> waiting;
        List<ExecutorCall<?>> begun;
        lock.lock();
        try {
            isShutdown = true;
            waiting = List.copyOf(queued);
            queued.clear();
            begun = List.copyOf(running);
        } finally {
            lock.unlock();
        }
        begun.forEach(call -> {
            call.cancel(true);
            call.subscription.dispose(); // also where somebody else has completed the future: its task runs still
        });
        endIfDrained();
        return new ArrayList<>(waiting.stream()
                .<Runnable>map(call -> call.command == null ? call : call.command)
                .toList());
    }

    private void endIfDrained() {
        lock.lock();
        try {
            if (!isShutdown || isEnding || !queued.isEmpty() || !running.isEmpty()) {
                return;
            }
            isEnding = true;
        } finally {
            lock.unlock();
        }
        if (ownsPool) {
            pool.disposeLater()
                    .doFinally(signal -> end.countDown())
                    .subscribe(unused -> {}, e -> LOG.warn("{}", pool, e));
        } else {
            end.countDown();
        }
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return isShutdown || pool.isClosed();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isTerminated() {
        followPool();
        return end.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        followPool();
        return end.await(timeout, unit);
    }

    /** A pool that was closed by somebody else takes nothing of ours either. */
    private void followPool() {
        if (pool.isClosed()) {
            shutdown();
        }
    }

    @Override
    public void close() {
        shutdown();
        boolean isInterrupted = false;
        boolean hasEnded = Schedulers.isInNonBlockingThread() || isTelling.get();
        while (!hasEnded) {
            try {
                end.await();
                hasEnded = true;
            } catch (InterruptedException e) {
                isInterrupted = true;
                shutdownNow();
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // The first of several

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        List<ExecutorCall<T>> calls = callsOf(tasks);
        try {
            return first(calls).get();
        } finally {
            calls.forEach(call -> call.cancel(true));
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<ExecutorCall<T>> calls = callsOf(tasks);
        try {
            return first(calls).get(timeout, unit);
        } finally {
            calls.forEach(call -> call.cancel(true));
        }
    }

    private <T> List<ExecutorCall<T>> callsOf(Collection<? extends Callable<T>> tasks) {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny needs at least one task, got none");
        }
        List<ExecutorCall<T>> calls = new ArrayList<>(tasks.size());
        for (Callable<T> task : tasks) {
            calls.add(callOf(Objects.requireNonNull(task, "task")));
        }
        return calls;
    }

    /** Begins all; the first result, or the last failure. */
    private <T> CompletableFuture<T> first(List<ExecutorCall<T>> calls) {
        CompletableFuture<T> first = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(calls.size());
        for (ExecutorCall<T> call : calls) {
            CompletableFuture<?> unused = call.whenComplete((value, failure) -> {
                if (failure == null) {
                    first.complete(value);
                } else if (left.decrementAndGet() == 0) {
                    first.completeExceptionally(failure instanceof CancellationException ? cancelled() : failure);
                }
            });
            enqueue(call);
        }
        return first;
    }

    /** A CompletableFuture would throw a CancellationException as it is, which nobody expects of invokeAny. */
    private static TaskCancelledException cancelled() {
        return new TaskCancelledException(
                "all tasks of invokeAny have failed, the last because the executor was shut down");
    }
}
