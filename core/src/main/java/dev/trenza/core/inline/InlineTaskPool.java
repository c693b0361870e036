package dev.trenza.core.inline;

import dev.trenza.core.TaskLine;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.local.LocalTaskPool;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * Runs tasks in the thread that the source emits on, one after the other: the same contract as the other pools without
 * a thread or a process, so that a test over it is deterministic. Thread-safe; several subscribers may use it at once,
 * each on its own thread.
 *
 * <p>An item is taken when the one before has been emitted. The pause before a retry is a timer of
 * {@link Schedulers#boundedElastic()}, which {@code StepVerifier.withVirtualTime} replaces; the next attempt runs on its
 * thread. A task that runs into its time-out is interrupted; its outcome comes when it lets go of the thread. Closing at
 * once interrupts what runs, and does not wait for it. An item never waits for its first attempt, so a queue time-out
 * never strikes.
 */
public final class InlineTaskPool extends LocalTaskPool {

    private InlineTaskPool(Builder builder) {
        super("inline pool", builder.limits, builder.log, builder.logLevel);
    }

    /** A pool without a time-out whose tasks log to {@code System.err}. */
    public static InlineTaskPool create() {
        return builder().build();
    }

    /** Begins a pool of its own settings. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    protected void execute(IntConsumer attempt) {
        attempt.accept(1);
    }

    @Override
    protected void signal(Runnable signal, boolean isCallRunning) {
        if (!isCallRunning) {
            signal.run();
        }
    }

    @Override
    protected Disposable after(Duration pause, Runnable action) {
        return Schedulers.boundedElastic().schedule(action, pause.toNanos(), java.util.concurrent.TimeUnit.NANOSECONDS);
    }

    @Override
    protected int window(boolean isOrdered) {
        return 1;
    }

    @Override
    protected void stop(Runnable ended) {
        ended.run();
    }

    /** Settings of an {@link InlineTaskPool}. Not thread-safe. */
    public static final class Builder {

        private TimeLimits limits = TimeLimits.NONE;
        private Consumer<? super TaskLine> log = System.err::println;
        private @Nullable Level logLevel;

        private Builder() {}

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

        /** Makes the pool. */
        public InlineTaskPool build() {
            return new InlineTaskPool(this);
        }
    }
}
