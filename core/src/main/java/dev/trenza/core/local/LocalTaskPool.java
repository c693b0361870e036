package dev.trenza.core.local;

import dev.trenza.core.CallerContext;
import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.TaskLine;
import dev.trenza.core.TaskLineLogger;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TimeLimits;
import dev.trenza.task.Task;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A pool that runs its tasks in this JVM. Thread-safe. Not an API: where the tasks run is the affair of its two
 * subclasses, the rest is here.
 *
 * <p>A run is open from its subscription until all its outcomes are known. The pool ends with the last run that was open
 * when it was closed.
 */
public abstract class LocalTaskPool implements TaskPool {

    private final String name;
    private final TimeLimits limits;
    private final Consumer<? super TaskLine> log;
    private final Level logLevel;
    private final CallerContext callerContext;
    private final @Nullable RoundTrip roundTrip;
    private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
    private final ThreadLocal<Boolean> inTask = ThreadLocal.withInitial(() -> false);
    private final ThreadLocal<Boolean> inSignal = ThreadLocal.withInitial(() -> false);
    private final Set<LocalRun<?, ?, ?>> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    private final Object lock = new Object();

    // Mutable state: written under the lock, as are additions to open
    private volatile boolean isClosed;
    private volatile boolean isClosedNow;
    private volatile boolean isSkipping;
    private boolean isStopping;

    /**
     * A pool without open runs.
     *
     * @param name in messages: {@code thread pool 'io'}
     * @param limits for runs that have none of their own
     * @param log takes what tasks log, a line at a time, on any thread
     * @param logLevel from which level on; {@code null} for that of the consumer
     */
    protected LocalTaskPool(String name, TimeLimits limits, Consumer<? super TaskLine> log, @Nullable Level logLevel) {
        this(name, limits, log, logLevel, null);
    }

    /**
     * A pool without open runs.
     *
     * @param roundTrip that everything takes which would cross the process line; {@code null} for none
     */
    protected LocalTaskPool(
            String name,
            TimeLimits limits,
            Consumer<? super TaskLine> log,
            @Nullable Level logLevel,
            @Nullable RoundTrip roundTrip) {
        this.roundTrip = roundTrip;
        this.name = name;
        this.limits = limits;
        this.callerContext = new CallerContext(name);
        this.log = Objects.requireNonNull(log, "log");
        this.logLevel = logLevel == null ? TaskLineLogger.levelOf(log) : logLevel;
    }

    // Where tasks run

    /**
     * Runs an attempt as soon as there is a slot.
     *
     * @param attempt takes the number of the slot, from 1
     */
    protected abstract void execute(IntConsumer attempt);

    /**
     * Tells an outcome that was not decided by the thread that ran the call.
     *
     * @param signal may emit, so it must run where that is allowed; where it runs twice, the second does nothing
     * @param isCallRunning whether a thread is still busy with the call, and will tell the outcome when it is not
     */
    protected abstract void signal(Runnable signal, boolean isCallRunning);

    /** Does something later, unless it is disposed of before. */
    protected abstract Disposable after(Duration pause, Runnable action);

    /** How many items a run takes ahead of what it emitted. */
    protected abstract int window(boolean isOrdered);

    /** Whether a task may wait for its subscriber, on a thread that is not his. */
    protected boolean mayTaskWait() {
        return true;
    }

    /**
     * Ends every thread. Called once, when the pool is closed and no run is open.
     *
     * @param ended to be called when that is done
     */
    protected abstract void stop(Runnable ended);

    // What a run needs

    final String name() {
        return name;
    }

    final TimeLimits limits() {
        return limits;
    }

    final @Nullable ClassLoader classLoader() {
        return classLoader;
    }

    final @Nullable RoundTrip roundTrip() {
        return roundTrip;
    }

    final CallerContext callerContext() {
        return callerContext;
    }

    final boolean isLoggable(Level level) {
        return level != Level.OFF && level.getSeverity() >= logLevel.getSeverity();
    }

    final void log(TaskLine line) {
        log.accept(line);
    }

    final void execute(LocalCall<?, ?> call) {
        if (isClosedNow) {
            call.cancel();
        } else if (isSkipping) {
            call.skip();
        } else {
            execute(call::run);
        }
    }

    /** Whether nothing is to begin any more. */
    final boolean isSkipping() {
        return isSkipping;
    }

    /** Marks this thread as one that runs a task of the pool; returns whether it was before. */
    final boolean enterTask() {
        return enter(inTask);
    }

    final void leaveTask(boolean was) {
        inTask.set(was);
    }

    /** Marks this thread as one that emits for the pool; returns whether it was before. */
    final boolean enterSignal() {
        return enter(inSignal);
    }

    final void leaveSignal(boolean was) {
        inSignal.set(was);
    }

    private static boolean enter(ThreadLocal<Boolean> mark) {
        boolean was = mark.get();
        mark.set(true);
        return was;
    }

    /** Opens a run, or says why not. */
    final @Nullable RuntimeException start(LocalRun<?, ?, ?> run) {
        if (inTask.get()) {
            return new IllegalStateException(
                    "a task of " + name + " submits to its own pool; waiting for the result would"
                            + " hold the thread that is to compute it. Return, and go on with flatMap, or use another pool");
        }
        synchronized (lock) {
            if (isClosed) {
                return new PoolClosedException(name);
            }
            open.add(run);
            return null;
        }
    }

    /** A run knows all its outcomes; may be told more than once. */
    final void runEnded(LocalRun<?, ?, ?> run) {
        if (open.remove(run)) {
            stopIfOver();
        }
    }

    // The pool

    @Override
    public <I, O> Mono<O> submit(Task<? super I, ? extends O> task, I input) {
        TaskRun<I, O> run = TaskRun.of(task);
        return Mono.fromDirect(new LocalFlux<I, O>(
                Flux.just(input), this, subscriber -> new LocalRun.OfValues<>(subscriber, this, run, true)));
    }

    @Override
    public <T, O> Flux<O> values(Flux<T> items, TaskRun<T, O> run) {
        return new LocalFlux<T, O>(items, this, subscriber -> new LocalRun.OfValues<>(subscriber, this, run, false));
    }

    @Override
    public <T, O> Flux<Outcome<T, O>> outcomes(Flux<T> items, TaskRun<T, O> run) {
        return new LocalFlux<T, Outcome<T, O>>(
                items, this, subscriber -> new LocalRun.OfOutcomes<>(subscriber, this, run));
    }

    @Override
    public boolean isClosed() {
        return isClosed;
    }

    @Override
    public Mono<Void> disposeLater() {
        return Mono.fromFuture(
                () -> {
                    beginClose();
                    return end;
                },
                true);
    }

    /**
     * {@inheritDoc} A subscription runs to its end as long as its subscriber asks for more; one that asks for nothing
     * keeps what was taken for it, and gets a {@link PoolClosedException} after that. If the thread is interrupted while
     * it waits, the rest is cancelled as by {@link #closeNow}.
     */
    @Override
    public void close() {
        beginClose();
        await();
    }

    @Override
    public void closeNow() {
        beginCloseNow();
        await();
    }

    @Override
    public void skipPending() {
        isSkipping = true;
        List.copyOf(open).forEach(LocalRun::skipPending);
    }

    private void beginClose() {
        synchronized (lock) {
            isClosed = true;
        }
        List.copyOf(open).forEach(LocalRun::poolClosed);
        stopIfOver();
    }

    private void beginCloseNow() {
        synchronized (lock) {
            isClosed = true;
            isClosedNow = true;
        }
        List.copyOf(open).forEach(LocalRun::poolClosedNow);
        stopIfOver();
    }

    private void stopIfOver() {
        synchronized (lock) {
            if (!isClosed || isStopping || !open.isEmpty()) {
                return;
            }
            isStopping = true;
        }
        stop(() -> end.complete(null));
    }

    /** Waits for the end, except on a thread whose waiting would prevent it. */
    private void await() {
        if (Schedulers.isInNonBlockingThread() || inTask.get() || inSignal.get()) {
            return;
        }
        boolean wasInterrupted = false;
        while (true) {
            try {
                end.get();
                break;
            } catch (InterruptedException e) {
                wasInterrupted = true;
                beginCloseNow();
            } catch (ExecutionException e) {
                throw new IllegalStateException(name + " failed to end", e);
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
