package dev.trenza.core.thread;

import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskName;
import dev.trenza.task.Task;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One task on one thread of its own: Python's {@code threading.Thread}, with a result. Thread-safe.
 *
 * <pre>{@code
 * TaskThread<Long> thread = TaskThread.create(Primes::count, 1_000_000).start();
 * thread.join();
 * long primes = thread.result();
 * }</pre>
 *
 * <p>For more than a handful of tasks take a {@link ThreadTaskPool}. The thread is not a daemon: the JVM waits for it.
 *
 * @param <O> the task's output
 */
public final class TaskThread<O> {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Thread thread;
    private final String taskName;
    private final AtomicBoolean isStarted = new AtomicBoolean();

    // Mutable state, written by the thread before it ends
    private volatile @Nullable O value;
    private volatile @Nullable Throwable thrown;

    private <I> TaskThread(Builder<I, O> builder) {
        this.taskName = TaskName.of(builder.task);
        String name = builder.name == null ? "trenza-" + taskName + "-" + NUMBERS.incrementAndGet() : builder.name;
        this.thread = new Thread(() -> run(builder), name);
    }

    /** A thread that is not started yet, with a name made of the task's, that prints what the task throws. */
    public static <I, O> TaskThread<O> create(Task<? super I, ? extends O> task, I input) {
        return TaskThread.<I, O>builder(task, input).build();
    }

    /** Begins a thread of its own settings. */
    public static <I, O> Builder<I, O> builder(Task<? super I, ? extends O> task, I input) {
        return new Builder<>(task, input);
    }

    /** The thread's name. */
    public String name() {
        return thread.getName();
    }

    /**
     * Starts the task.
     *
     * @throws IllegalStateException if it was started before
     */
    public TaskThread<O> start() {
        if (!isStarted.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "thread '" + name() + "' was started before; a thread starts once, make another");
        }
        thread.start();
        return this;
    }

    /** Whether it was started and has not ended. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /**
     * Waits for the end; may be called again. What the task throws does not come out here but goes to the uncaught hook.
     *
     * @throws IllegalStateException if it was not started
     * @throws InterruptedException if the calling thread is interrupted while it waits
     */
    public void join() throws InterruptedException {
        requireStarted();
        thread.join();
    }

    /**
     * Waits for the end, but not longer than this; may be called again.
     *
     * @param limit zero or less does not wait
     * @return whether it has ended
     * @throws IllegalStateException if it was not started
     * @throws InterruptedException if the calling thread is interrupted while it waits
     */
    public boolean join(Duration limit) throws InterruptedException {
        requireStarted();
        long millis = limit.toMillis();
        if (millis > 0) {
            thread.join(millis);
        }
        return !thread.isAlive();
    }

    /**
     * Waits for the end and returns what the task returned.
     *
     * @throws TaskFailedException if the task threw; the cause is what it threw
     * @throws IllegalStateException if it was not started
     * @throws InterruptedException if the calling thread is interrupted while it waits
     */
    public @Nullable O result() throws InterruptedException {
        join();
        Throwable failure = thrown;
        if (failure != null) {
            throw new TaskFailedException(
                    "task '" + taskName + "' failed on thread '" + name() + "': " + failure, failure);
        }
        return value;
    }

    /** Asks the task to end: interrupts it. A task that ignores that cannot be ended; run it in a process. */
    public void interrupt() {
        thread.interrupt();
    }

    private void requireStarted() {
        if (!isStarted.get()) {
            throw new IllegalStateException("thread '" + name() + "' was not started; call start() before join()");
        }
    }

    /** Nothing that the task throws may get lost. */
    private <I> void run(Builder<I, O> builder) {
        try {
            value = builder.task.run(builder.input);
        } catch (Throwable e) {
            thrown = e;
            builder.uncaught.accept(name(), e);
        }
    }

    /**
     * Settings of a {@link TaskThread}. Not thread-safe.
     *
     * @param <I> the task's input
     * @param <O> the task's output
     */
    public static final class Builder<I, O> {

        private final Task<? super I, ? extends O> task;
        private final I input;
        private @Nullable String name;
        private BiConsumer<String, Throwable> uncaught = Builder::print;

        private Builder(Task<? super I, ? extends O> task, I input) {
            this.task = Objects.requireNonNull(task, "task");
            this.input = input;
        }

        /** The thread's name. */
        public Builder<I, O> name(String newName) {
            name = Objects.requireNonNull(newName, "name");
            return this;
        }

        /**
         * What is told of an exception that the task throws, on its thread, before the end; by default what Java does with
         * it, which is to print it.
         *
         * @param hook takes the thread's name and what was thrown
         */
        public Builder<I, O> onUncaught(BiConsumer<String, Throwable> hook) {
            uncaught = Objects.requireNonNull(hook, "hook");
            return this;
        }

        /** Makes the thread; it is not started. */
        public TaskThread<O> build() {
            return new TaskThread<>(this);
        }

        private static void print(String name, Throwable thrown) {
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
        }
    }
}
