package dev.trenza.core.local;

import dev.trenza.core.Emissions;
import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskCancelledException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.TimeLimits;
import dev.trenza.task.TaskContext;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * One item on its way through a pool, and what its task sees of that. Thread-safe.
 *
 * <table>
 * <caption>States</caption>
 * <tr><td>PENDING -> RUNNING</td><td>a thread of the pool takes it</td></tr>
 * <tr><td>RUNNING -> PENDING</td><td>that thread, when the task threw and may try again</td></tr>
 * <tr><td>RUNNING -> ENDED</td><td>that thread, when the task returned or threw; the timer; whoever cancels</td></tr>
 * <tr><td>PENDING -> ENDED</td><td>whoever cancels; the timer, if there was no attempt yet</td></tr>
 * </table>
 *
 * <p>Whoever makes the step to ENDED decides the outcome, so there is exactly one.
 */
final class LocalCall<T, O> implements TaskContext {

    /** How often the clock is looked at within a stall time-out, which may so take a quarter longer. */
    private static final int STALL_LOOKS = 4;

    private enum State {
        PENDING,
        RUNNING,
        ENDED
    }

    private final LocalRun<T, O, ?> run;
    private final long index;
    private final T item;

    // Mutable state, guarded by this; the state itself may be read without
    private volatile State state = State.PENDING;
    private int attempt;
    private int worker;
    private long dueNanos = System.nanoTime();
    private long startedNanos;
    private @Nullable Thread thread;
    private boolean isInterrupted;
    private @Nullable Disposable timer;
    private @Nullable Disposable stallTimer;
    private volatile boolean hasProgressed;
    private @Nullable Outcome<T, O> untold;

    LocalCall(LocalRun<T, O, ?> run, long index, T item) {
        this.run = run;
        this.index = index;
        this.item = item;
    }

    /** The call begins to wait for a thread. */
    synchronized void enqueue() {
        if (state == State.PENDING) {
            timer = later(TimeLimits.Kind.QUEUE);
        }
    }

    /** Runs the task on this thread, unless it has ended already, and tells the outcome if that is the end. */
    void run(int slot) {
        boolean isAgain;
        do {
            if (!begin(slot)) {
                return;
            }
            isAgain = runTask();
            tell();
        } while (isAgain);
    }

    private synchronized boolean begin(int slot) {
        if (state != State.PENDING) {
            return false;
        }
        state = State.RUNNING;
        if (attempt == 0) {
            stopTimers(); // the queue's; that of a retry has run, and runs this
        }
        attempt++;
        worker = slot;
        thread = Thread.currentThread();
        startedNanos = System.nanoTime();
        timer = later(TimeLimits.Kind.TASK);
        hasProgressed = true;
        lookForStall(attempt, 0);
        return true;
    }

    private @Nullable Disposable later(TimeLimits.Kind kind) {
        int waiting = attempt;
        return later(run.limits().nanos(kind), () -> timeOut(kind, waiting));
    }

    private static @Nullable Disposable later(long nanos, Runnable action) {
        return nanos == Long.MAX_VALUE ? null : Schedulers.parallel().schedule(action, nanos, TimeUnit.NANOSECONDS);
    }

    /** Sees whether the task has told progress since the last look; to be asked again until it ends. */
    private void lookForStall(int running, int quietLooks) {
        int quiet;
        synchronized (this) {
            if (state != State.RUNNING || attempt != running) {
                return;
            }
            quiet = hasProgressed ? 0 : quietLooks + 1;
            hasProgressed = false;
            long limit = run.limits().nanos(TimeLimits.Kind.STALL);
            if (quiet < STALL_LOOKS && limit != Long.MAX_VALUE) {
                stallTimer = later(Math.max(1, limit / STALL_LOOKS), () -> lookForStall(running, quiet));
            }
        }
        if (quiet == STALL_LOOKS) {
            timeOut(TimeLimits.Kind.STALL, running);
        }
    }

    /** The task may throw anything, and nothing that it throws may cost more than its item. */
    private boolean runTask() {
        O value;
        try {
            value = run.call(item, this);
        } catch (RoundTrip.NotSentException e) {
            notSent(e);
            return false;
        } catch (Throwable thrown) {
            return failed(thrown);
        }
        synchronized (this) {
            if (release()) {
                end(new Outcome.Success<>(index, item, value, execution()));
            }
        }
        return false;
    }

    private synchronized void notSent(RoundTrip.NotSentException why) {
        if (release()) {
            String message = "task '" + run.taskName() + "' on item '" + run.label(index, item) + "' cannot be sent: "
                    + why.getMessage();
            end(new Outcome.Failed<>(index, item, new TaskFailedException(message, null), neverRan()));
        }
    }

    /** Decides what follows a throw; {@code true} if that is another attempt at once. */
    private synchronized boolean failed(Throwable thrown) {
        if (!release()) {
            return false;
        }
        boolean isOnce = item instanceof Emissions<?, ?> emissions && emissions.hasReceived();
        if (!(thrown instanceof Exception)
                || isOnce
                || attempt >= run.retry().attempts()
                || run.pool().isSkipping()) {
            String message = "task '" + run.taskName() + "' failed on '" + run.label(index, item) + "': " + thrown;
            RoundTrip roundTrip = run.pool().roundTrip();
            Throwable cause = roundTrip == null ? thrown : roundTrip.failure(thrown);
            end(new Outcome.Failed<>(index, item, new TaskFailedException(message, cause), execution()));
            return false;
        }
        state = State.PENDING;
        dueNanos = System.nanoTime();
        Duration pause = run.retry().pauseAfter(attempt);
        if (pause.isZero()) {
            return true;
        }
        timer = run.pool().after(pause, () -> run.pool().execute(this));
        return false;
    }

    /** The thread lets go of the call; {@code false} if somebody has ended it meanwhile. */
    private boolean release() {
        stopTimers();
        thread = null;
        if (isInterrupted) {
            // Ours, and meant for this call alone: the thread goes on to others.
            Thread.interrupted();
        }
        return state == State.RUNNING;
    }

    /** Ends the call, unless what the timer was for is over. */
    private void timeOut(TimeLimits.Kind kind, int timed) {
        boolean wasRunning;
        synchronized (this) {
            wasRunning = thread != null;
            boolean isOfThis = state == (kind == TimeLimits.Kind.QUEUE ? State.PENDING : State.RUNNING);
            if (!isOfThis || attempt != timed) {
                return;
            }
            Execution execution = wasRunning ? execution() : neverRan();
            TaskTimeoutException failure = overrun(kind, thread);
            stop();
            end(new Outcome.TimedOut<>(index, item, failure, execution));
        }
        run.pool().signal(this::tell, wasRunning);
    }

    private TaskTimeoutException overrun(TimeLimits.Kind kind, @Nullable Thread running) {
        Duration limit = Objects.requireNonNull(run.limits().of(kind), "limit");
        String what = "task '" + run.taskName() + "' on '" + run.label(index, item) + "' ";
        if (running == null) {
            String message = what + "was not run, since it had waited longer than " + limit.toMillis()
                    + " ms for a thread; give the pool more threads, or the queue more time";
            return new TaskTimeoutException(message, kind, limit, null);
        }
        String fault = kind == TimeLimits.Kind.STALL ? "made no progress for " : "ran longer than ";
        String message =
                what + fault + limit.toMillis() + " ms on thread '" + running.getName() + "', which was interrupted";
        return new TaskTimeoutException(message, kind, limit, new ThreadStack(running));
    }

    private Execution neverRan() {
        return new Execution(0, 0, 0, System.nanoTime() - dueNanos, 0);
    }

    /** Ends the call because nobody waits for it any more: nothing is told. */
    synchronized void drop() {
        if (state != State.ENDED) {
            stop();
            state = State.ENDED;
        }
    }

    /** Ends the call because the pool was closed at once. */
    void cancel() {
        boolean wasRunning;
        synchronized (this) {
            if (state == State.ENDED) {
                return;
            }
            wasRunning = state == State.RUNNING;
            Execution execution = attempt == 0 ? Execution.NONE : execution();
            stop();
            String message = "task '" + run.taskName() + "' on '" + run.label(index, item) + "' was cancelled "
                    + (wasRunning ? "while it ran" : "before it ran") + ": "
                    + run.pool().name() + " was closed at once";
            end(new Outcome.Cancelled<>(index, item, new TaskCancelledException(message), execution));
        }
        run.pool().signal(this::tell, wasRunning);
    }

    /** Ends the call, if it waits, because the pool begins nothing more. */
    void skip() {
        synchronized (this) {
            if (state != State.PENDING) {
                return;
            }
            Execution execution = attempt == 0 ? neverRan() : execution();
            stop();
            end(new Outcome.Skipped<>(index, item, run.pool().name() + " was told to begin nothing more", execution));
        }
        run.pool().signal(this::tell, false);
    }

    private void stop() {
        stopTimers();
        if (thread != null && thread != Thread.currentThread()) { // its own: the subscriber is called from an emission
            interrupt(thread);
        }
    }

    private void stopTimers() {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
        if (stallTimer != null) {
            stallTimer.dispose();
            stallTimer = null;
        }
    }

    private void interrupt(Thread running) {
        isInterrupted = true;
        running.interrupt();
    }

    private void end(Outcome<T, O> outcome) {
        state = State.ENDED;
        untold = outcome;
    }

    private Execution execution() {
        return new Execution(attempt, worker, startedNanos, startedNanos - dueNanos, System.nanoTime() - startedNanos);
    }

    /** Hands the outcome on, once; on a thread that may block. */
    private void tell() {
        Outcome<T, O> outcome;
        synchronized (this) {
            outcome = untold;
            untold = null;
        }
        if (outcome != null) {
            run.ended(this, outcome);
        }
    }

    @Override
    public long index() {
        return run.position(item, index);
    }

    @Override
    public synchronized int attempt() {
        return attempt;
    }

    @Override
    public boolean isCancelled() {
        return state != State.RUNNING;
    }

    @Override
    public synchronized Optional<Instant> deadline() {
        long limit = run.limits().nanos(TimeLimits.Kind.TASK);
        return limit == Long.MAX_VALUE
                ? Optional.empty()
                : Optional.of(Instant.now().plusNanos(limit - (System.nanoTime() - startedNanos)));
    }

    @Override
    public void progress() {
        hasProgressed = true;
    }

    @Override
    public Map<String, String> diagnosticContext() {
        return run.context();
    }

    @Override
    public boolean isLoggable(Level level) {
        return run.pool().isLoggable(level);
    }

    @Override
    public void log(Level level, String text) {
        if (isLoggable(level)) {
            String label = run.label(index, item);
            Stream<String> lines = text.isEmpty() ? Stream.of(text) : text.lines();
            lines.forEach(line ->
                    run.pool().log(new LocalLine(run.taskName(), index(), label, level, diagnosticContext(), line)));
        }
    }

    /** Where a thread was when its time was over. */
    private static final class ThreadStack extends Exception {

        private static final long serialVersionUID = 1;

        ThreadStack(Thread thread) {
            super("thread '" + thread.getName() + "' was here");
            setStackTrace(thread.getStackTrace());
        }
    }
}
