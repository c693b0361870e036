package dev.trenza.core.inline;

import dev.trenza.core.TaskLine;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.local.LocalTaskPool;
import dev.trenza.core.local.RoundTrip;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 *
 * <pre>{@code
 * TaskPool pool = InlineTaskPool.builder().roundTrip(true).build();
 * StepVerifier.create(Flux.range(0, 3).transform(pool.map(x -> x * x))).expectNext(0, 1, 4).verifyComplete();
 * }</pre>
 */
public final class InlineTaskPool extends LocalTaskPool {

    private InlineTaskPool(Builder builder) {
        super("inline pool", builder.limits, builder.log, builder.logLevel, builder.roundTrip());
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
    public int concurrency() {
        return 1;
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
    protected boolean mayTaskWait() {
        return false;
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
        private boolean isRoundTrip;
        private final List<String> allowed = new ArrayList<>();
        private int maxPayload = 64 << 20;

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

        /**
         * Whether tasks, inputs, results and exceptions become bytes and are made anew of them, as on the way to a worker
         * and back; default false. Then a test without a process finds a capture that is not serialisable, a type that may
         * not cross, a payload that is too large, and state that the task and its caller share: the task works on copies.
         * Static fields are still those of this JVM.
         */
        public Builder roundTrip(boolean isTaken) {
            isRoundTrip = isTaken;
            return this;
        }

        /**
         * Lets records, enums and serialisable objects of these classes take the {@link #roundTrip}, as
         * {@code WorkerPool.Builder.allow} does.
         *
         * @param patterns {@code com.acme.Invoice}, {@code com.acme.*} or {@code com.acme.**}
         */
        public Builder allow(String... patterns) {
            allowed.addAll(List.of(patterns));
            return this;
        }

        /** Largest input or result in bytes that takes the {@link #roundTrip}, at least 1; default 64 MiB. */
        public Builder maxPayload(int bytes) {
            maxPayload = bytes;
            return this;
        }

        private @Nullable RoundTrip roundTrip() {
            return isRoundTrip ? new RoundTrip(allowed, maxPayload) : null;
        }

        /** Makes the pool. */
        public InlineTaskPool build() {
            return new InlineTaskPool(this);
        }
    }
}
