package dev.trenza.core.thread;

import dev.trenza.core.TaskLine;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.local.LocalTaskPool;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Runs tasks on threads of this JVM: Python's {@code ThreadPoolExecutor}, made reactive. For tasks that wait; those that
 * compute block each other, and those that crash or hang take the JVM with them. Thread-safe.
 *
 * <pre>{@code
 * try (ThreadTaskPool pool = ThreadTaskPool.create(3)) {
 *     Flux.range(0, 5).transform(pool.mapUnordered(page -> fetch(page))).blockLast();
 * }
 * }</pre>
 *
 * <p>The pool is a bounded elastic scheduler of its own: daemon threads named {@code <name>-N},
 * started when needed and ended after a minute of idleness; virtual threads on Java 21 and later if Reactor's property
 * {@code reactor.schedulers.defaultBoundedElasticOnVirtualThreads} is true. Results are emitted on these threads, and hold
 * up a slot while they are: a subscriber may block for short, but not for another result of the same pool.
 *
 * <p>At most {@code concurrency} tasks run at once, over all subscribers, in the order in which they were taken from the
 * sources. A run takes at most {@link Config#window()} items ahead of what it has emitted, twice as many if it is ordered,
 * so that a slow head does not idle the threads.
 *
 * <p>A thread cannot be killed. When a task runs into its time-out or is cancelled it is interrupted; its outcome comes at
 * once, but its slot is lost until it returns. Closing waits a second for such threads, then leaves them behind.
 */
public final class ThreadTaskPool extends LocalTaskPool {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadTaskPool.class);
    private static final Duration STUCK_GRACE = Duration.ofSeconds(1);
    private static final int IDLE_SECONDS = 60;

    private final Config config;
    private final PoolThreads threads;
    private final Scheduler scheduler;

    // Mutable state, guarded by this
    private final Deque<IntConsumer> pending = new ArrayDeque<>();
    private final BitSet busySlots = new BitSet();
    private int signals;
    private boolean isStopped;
    private @Nullable Runnable ended;

    private ThreadTaskPool(Config config, Consumer<? super TaskLine> log, @Nullable Level logLevel) {
        super("thread pool '" + config.name() + "'", config.limits(), log, logLevel);
        this.config = config;
        this.threads = new PoolThreads(config.name(), this::threadsEnded);
        // The slots bound the threads. The scheduler's own bound must never be met: when it is, a task is queued behind
        // one busy thread, and stays there even if another thread becomes idle first.
        this.scheduler = Schedulers.newBoundedElastic(Integer.MAX_VALUE, Integer.MAX_VALUE, threads, IDLE_SECONDS);
    }

    /**
     * A pool named {@code trenza-io} without a time-out.
     *
     * @param concurrency how many tasks run at once, at least 1
     */
    public static ThreadTaskPool create(int concurrency) {
        return builder().concurrency(concurrency).build();
    }

    /** Begins a pool of its own settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** The settings that the pool runs with. */
    public Config config() {
        return config;
    }

    @Override
    public int concurrency() {
        return config.concurrency();
    }

    @Override
    protected void execute(IntConsumer attempt) {
        int slot;
        synchronized (this) {
            slot = busySlots.nextClearBit(0);
            if (isStopped) {
                return;
            }
            if (slot >= config.concurrency()) {
                pending.add(attempt);
                return;
            }
            busySlots.set(slot);
        }
        scheduler.schedule(() -> work(slot, attempt));
    }

    /** Keeps the thread as long as there is something to run. */
    private void work(int slot, IntConsumer first) {
        for (IntConsumer attempt = first; attempt != null; attempt = next(slot)) {
            try {
                attempt.accept(slot + 1);
            } catch (RuntimeException | Error e) {
                // Not the task's: a subscriber threw. The slot must survive it.
                Operators.onErrorDropped(e, Context.empty());
            } finally {
                // A task may have left the flag set; it is not meant for the next one.
                Thread.interrupted();
            }
        }
        stopIfIdle();
    }

    private synchronized @Nullable IntConsumer next(int slot) {
        IntConsumer attempt = pending.poll();
        if (attempt == null) {
            busySlots.clear(slot);
        }
        return attempt;
    }

    @Override
    protected void signal(Runnable signal, boolean isCallRunning) {
        synchronized (this) {
            if (isStopped) {
                // An item that came while its run was ended by closeNow; nobody is left to hear of it.
                return;
            }
            signals++;
        }
        scheduler.schedule(() -> {
            try {
                signal.run();
            } finally {
                synchronized (this) {
                    signals--;
                }
                stopIfIdle();
            }
        });
    }

    @Override
    protected Disposable after(Duration pause, Runnable action) {
        return Schedulers.parallel().schedule(action, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    protected int window(boolean isOrdered) {
        return isOrdered ? 2 * config.window() : config.window();
    }

    @Override
    protected void stop(Runnable whenEnded) {
        synchronized (this) {
            ended = whenEnded;
        }
        stopIfIdle();
        if (threads.alive() > 0) {
            Schedulers.parallel().schedule(() -> leaveStuck(whenEnded), STUCK_GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Ends the threads if none of them is busy. */
    private void stopIfIdle() {
        synchronized (this) {
            if (isStopped || ended == null || signals > 0 || !busySlots.isEmpty()) {
                return;
            }
            isStopped = true;
        }
        boolean wasInterrupted = Thread.currentThread().isInterrupted();
        scheduler.dispose();
        if (!wasInterrupted) {
            // Disposing interrupts all threads of the scheduler, and this one may be among them.
            Thread.interrupted();
        }
        if (threads.alive() == 0) {
            threadsEnded();
        }
    }

    /** Threads end when they are idle for long, too, so this tells nothing before the pool is stopped. */
    private void threadsEnded() {
        Runnable whenEnded;
        synchronized (this) {
            whenEnded = isStopped ? ended : null;
        }
        if (whenEnded != null) {
            whenEnded.run();
        }
    }

    private void leaveStuck(Runnable whenEnded) {
        if (threads.alive() > 0) {
            LOG.warn(
                    "thread pool '{}' leaves {} thread(s) behind that are still busy {} ms after its last result",
                    config.name(),
                    threads.alive(),
                    STUCK_GRACE.toMillis());
            whenEnded.run();
        }
    }

    /**
     * The settings of a pool.
     *
     * @param name of the pool and its threads
     * @param concurrency how many tasks run at once
     * @param window how many items an unordered run takes ahead of what it has emitted
     * @param limits how long an item may take, for runs that do not say
     */
    public record Config(String name, int concurrency, int window, TimeLimits limits) {}

    /** Settings of a {@link ThreadTaskPool}. Not thread-safe. */
    public static final class Builder {

        private String name = "trenza-io";
        private int concurrency = Runtime.getRuntime().availableProcessors();
        private int window;
        private TimeLimits limits = TimeLimits.NONE;
        private Consumer<? super TaskLine> log = System.err::println;
        private @Nullable Level logLevel;

        private Builder() {}

        /** The name of the pool in messages, and the beginning of its threads' names; default {@code trenza-io}. */
        public Builder name(String newName) {
            name = Objects.requireNonNull(newName, "name");
            return this;
        }

        /** How many tasks run at once, at least 1; default the number of processors. */
        public Builder concurrency(int newConcurrency) {
            concurrency = newConcurrency;
            return this;
        }

        /**
         * How many items an unordered run takes ahead of what it has emitted, at least {@code concurrency}; an ordered run
         * takes twice as many. 0, the default, is twice the concurrency.
         */
        public Builder window(int newWindow) {
            window = newWindow;
            return this;
        }

        /** How long an attempt may run, for runs that do not say; positive, {@code null} (the default) for ever. */
        public Builder taskTimeout(@Nullable Duration newTaskTimeout) {
            limits = limits.withTask(newTaskTimeout);
            return this;
        }

        /** How long an attempt may run without telling progress, for runs that do not say; {@code null} for ever. */
        public Builder stallTimeout(@Nullable Duration newStallTimeout) {
            limits = limits.withStall(newStallTimeout);
            return this;
        }

        /** All time limits at once, for runs that do not say; default none. */
        public Builder limits(TimeLimits newLimits) {
            limits = Objects.requireNonNull(newLimits, "limits");
            return this;
        }

        /** How long an item may wait for its first attempt, for runs that do not say; {@code null} for ever. */
        public Builder queueTimeout(@Nullable Duration newQueueTimeout) {
            limits = limits.withQueue(newQueueTimeout);
            return this;
        }

        /** What takes the lines that tasks log, marked with task and item; default {@code System.err}. */
        public Builder log(Consumer<? super TaskLine> newLog) {
            log = Objects.requireNonNull(newLog, "log");
            return this;
        }

        /** From which level on tasks' lines are taken; default INFO, or the level of a logger that takes them. */
        public Builder logLevel(Level level) {
            logLevel = Objects.requireNonNull(level, "level");
            return this;
        }

        /**
         * Makes the pool; no thread is started for a task before there is one.
         *
         * @throws IllegalArgumentException names the setting that is out of range
         */
        public ThreadTaskPool build() {
            if (concurrency < 1) {
                throw new IllegalArgumentException("concurrency must be >= 1, was " + concurrency);
            }
            if (window != 0 && window < concurrency) {
                throw new IllegalArgumentException(
                        "window must be >= concurrency (" + concurrency + ") or 0, was " + window);
            }
            int actualWindow = window == 0 ? 2 * concurrency : window;
            return new ThreadTaskPool(new Config(name, concurrency, actualWindow, limits), log, logLevel);
        }
    }
}
