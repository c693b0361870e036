package dev.trenza.core.local;

import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskCancelledException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.task.TaskContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
 * <tr><td>PENDING -> ENDED</td><td>whoever cancels</td></tr>
 * </table>
 *
 * <p>Whoever makes the step to ENDED decides the outcome, so there is exactly one.
 */
final class LocalCall<T, O> implements TaskContext {

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
    private @Nullable Outcome<T, O> untold;

    LocalCall(LocalRun<T, O, ?> run, long index, T item) {
        this.run = run;
        this.index = index;
        this.item = item;
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
        attempt++;
        worker = slot;
        thread = Thread.currentThread();
        startedNanos = System.nanoTime();
        Duration timeout = run.timeout();
        timer = timeout == null
                ? null
                : Schedulers.parallel().schedule(() -> timeOut(timeout), timeout.toNanos(), TimeUnit.NANOSECONDS);
        return true;
    }

    /** The task may throw anything, and nothing that it throws may cost more than its item. */
    private boolean runTask() {
        O value;
        try {
            value = run.call(item, this);
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

    /** Decides what follows a throw; {@code true} if that is another attempt at once. */
    private synchronized boolean failed(Throwable thrown) {
        if (!release()) {
            return false;
        }
        if (!(thrown instanceof Exception) || attempt >= run.retry().attempts()) {
            String message = "task '" + run.taskName() + "' failed on '" + run.label(index, item) + "': " + thrown;
            end(new Outcome.Failed<>(index, item, new TaskFailedException(message, thrown), execution()));
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
        stopTimer();
        thread = null;
        if (isInterrupted) {
            // Ours, and meant for this call alone: the thread goes on to others.
            Thread.interrupted();
        }
        return state == State.RUNNING;
    }

    private void timeOut(Duration timeout) {
        synchronized (this) {
            if (state != State.RUNNING || thread == null) {
                return;
            }
            String message = "task '" + run.taskName() + "' on '" + run.label(index, item) + "' ran longer than "
                    + timeout.toMillis() + " ms on thread '" + thread.getName() + "', which was interrupted";
            TaskTimeoutException failure = new TaskTimeoutException(message, timeout, new ThreadStack(thread));
            interrupt(thread);
            end(new Outcome.TimedOut<>(index, item, failure, execution()));
        }
        run.pool().signal(this::tell, true);
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

    private void stop() {
        stopTimer();
        if (thread != null) {
            interrupt(thread);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.dispose();
            timer = null;
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
        return index;
    }

    @Override
    public synchronized int attempt() {
        return attempt;
    }

    @Override
    public boolean isCancelled() {
        return state != State.RUNNING;
    }

    /** Nothing watches for stalls in this JVM. */
    @Override
    public void progress() {}

    @Override
    public void log(String line) {
        run.pool().log("[" + run.taskName() + " " + run.label(index, item) + "] " + line);
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
