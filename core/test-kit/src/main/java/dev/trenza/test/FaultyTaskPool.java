package dev.trenza.test;

import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.TaskCancelledException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskName;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Schedulers;

/**
 * A pool whose workers crash, hang, run out of memory or dawdle when a test says so: outcomes, exceptions and attempts
 * are those of a {@link WorkerPool}, without a process. Thread-safe.
 *
 * <pre>{@code
 * TaskPool pool = FaultyTaskPool.around(InlineTaskPool.create())
 *         .onItem("poison.pdf", Fault.crash())
 *         .onItem("slow.pdf", Fault.delay(Duration.ofSeconds(5)).firstAttempts(1))
 *         .build();
 * Flux<String> texts = Flux.just("a.pdf", "poison.pdf").transform(pool.map(file -> file + ".txt"));
 * }</pre>
 *
 * <p>Every attempt is put before the rules, in the order in which they were given; the first that fits decides. What no
 * rule fits runs in the pool around which this is. As in a worker pool, an item whose worker dies runs again within
 * {@link Builder#attempts}, one whose task throws within {@link TaskRun#retry}, and one that exhausts the heap or its
 * time does not. Times pass on the clock of Reactor's parallel scheduler, which {@code StepVerifier.withVirtualTime}
 * replaces.
 *
 * <p>A dead worker's pid is above 4,194,304, the largest that Linux gives, so that nobody's process has it. A task of a
 * {@link dev.trenza.task.NamedTask} is told attempt 1 each time. Closing waits for subscriptions to end, also for one
 * that asks for nothing.
 */
public final class FaultyTaskPool implements TaskPool {

    private static final String NAME = "faulty pool";

    private final TaskPool pool;
    private final List<Rule> rules;
    private final int attempts;
    private final TimeLimits limits;
    private final int window;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong deaths = new AtomicLong();
    private final OpenRuns open = new OpenRuns();
    private final Sinks.Empty<Void> killed = Sinks.empty();

    // Mutable state
    private volatile boolean isKilled;
    private volatile boolean isSkipping;

    private FaultyTaskPool(Builder builder) {
        this.pool = builder.pool;
        this.rules = List.copyOf(builder.rules);
        this.attempts = builder.attempts;
        this.limits = builder.limits;
        this.window = builder.window;
    }

    /**
     * Begins a pool that makes faults.
     *
     * @param pool runs what no fault strikes, and is closed with the new one; the attempts and time limits of a
     *     {@link WorkerPool} are the new pool's defaults
     */
    public static Builder around(TaskPool pool) {
        return new Builder(pool);
    }

    @Override
    public <I, O> Mono<O> submit(Task<? super I, ? extends O> task, I input) {
        return outcomes(Flux.just(input), TaskRun.<I, O>of(task)).single().handle((outcome, sink) -> {
            if (outcome instanceof Outcome.Success<I, O> success && success.value() == null) {
                sink.complete();
            } else {
                emit(task, outcome, sink);
            }
        });
    }

    @Override
    public <T, O> Flux<O> values(Flux<T> items, TaskRun<T, O> run) {
        return outcomes(items, run).handle((outcome, sink) -> emit(run.task(), outcome, sink));
    }

    private static <T, O> void emit(Task<?, ?> task, Outcome<T, O> outcome, SynchronousSink<O> sink) {
        if (outcome instanceof Outcome.Failure<T, O> failure) {
            sink.error(failure.failure());
        } else if (outcome instanceof Outcome.Success<T, O> success && success.value() != null) {
            sink.next(success.value());
        } else if (outcome instanceof Outcome.Skipped<T, O> skipped) {
            String message = "task '" + TaskName.of(task) + "' on item " + outcome.index() + " was not run: ";
            sink.error(new TaskCancelledException(message + skipped.reason()));
        } else {
            String message = "task '" + TaskName.of(task) + "' on item " + outcome.index()
                    + " returned null, which a flux cannot carry; use outcomes, or return an Optional";
            sink.error(new TaskFailedException(message, null));
        }
    }

    @Override
    public <T, O> Flux<Outcome<T, O>> outcomes(Flux<T> items, TaskRun<T, O> run) {
        Flux<Outcome<T, O>> all = Flux.defer(() -> {
            AtomicLong taken = new AtomicLong();
            Flux<FaultyItem<T, O>> calls =
                    items.map(item -> new FaultyItem<>(this, run, taken.getAndIncrement(), item));
            // The outcomes of what was taken come before the error of the source, or of the close.
            Flux<FaultyItem<T, O>> untilKilled = calls.takeUntilOther(killed.asMono());
            return run.isOrdered()
                    ? untilKilled.flatMapSequentialDelayError(FaultyItem::outcome, window, 1)
                    : untilKilled.flatMapDelayError(FaultyItem::outcome, window, 1);
        });
        return open.count(all, new PoolClosedException(NAME));
    }

    // What an item needs

    TaskPool pool() {
        return pool;
    }

    boolean isSkipping() {
        return isSkipping;
    }

    int attempts() {
        return attempts;
    }

    TimeLimits limits() {
        return limits;
    }

    /** The fault that strikes an attempt, or {@code null}. */
    @Nullable
    Fault fault(Object item, long index, int number) {
        Attempt attempt = new Attempt(item, index, number, calls.incrementAndGet());
        for (Rule rule : rules) {
            if (rule.where.test(attempt)) {
                return rule.fault instanceof Fault.First first ? first.fault() : rule.fault;
            }
        }
        return null;
    }

    /** The number of the next worker that dies, from 1. */
    long nextDeath() {
        return deaths.incrementAndGet();
    }

    boolean isKilled() {
        return isKilled;
    }

    /** Errors when the pool is closed at once. */
    Mono<Void> killed() {
        return killed.asMono();
    }

    // The end

    @Override
    public boolean isClosed() {
        return open.isClosed() || pool.isClosed();
    }

    @Override
    public Mono<Void> disposeLater() {
        return Mono.defer(() -> {
            open.close();
            return open.ended().then(pool.disposeLater());
        });
    }

    @Override
    public void close() {
        end(disposeLater());
    }

    @Override
    public void skipPending() {
        isSkipping = true;
        pool.skipPending();
    }

    @Override
    public void closeNow() {
        open.close();
        isKilled = true;
        killed.tryEmitError(new PoolClosedException(NAME));
        pool.closeNow();
        end(open.ended());
    }

    private void end(Mono<Void> end) {
        if (Schedulers.isInNonBlockingThread() || open.isEmittedHere()) {
            end.subscribe();
        } else {
            end.block();
        }
    }

    /** A fault and the attempts that it strikes. */
    private record Rule(Predicate<? super Attempt> where, Fault fault) {}

    /** Rules and settings of a {@link FaultyTaskPool}. Not thread-safe. */
    public static final class Builder {

        private final TaskPool pool;
        private final List<Rule> rules = new ArrayList<>();

        // Mutable state
        private int attempts = 2;
        private TimeLimits limits = TimeLimits.NONE;
        private int window = 16;

        private Builder(TaskPool pool) {
            this.pool = Objects.requireNonNull(pool, "pool");
            if (pool instanceof WorkerPool workers) {
                attempts = workers.config().attempts();
                limits = workers.config().limits();
            }
        }

        /** Strikes every attempt of an item, which is recognised by {@code equals}. */
        public Builder onItem(Object item, Fault fault) {
            Objects.requireNonNull(item, "item");
            return when(attempt -> attempt.item().equals(item), fault);
        }

        /** Strikes every attempt of the item at a position of its source, from 0. */
        public Builder onIndex(long index, Fault fault) {
            return when(attempt -> attempt.index() == index, fault);
        }

        /** Strikes one attempt: the so manieth that the pool begins, from 1. */
        public Builder onCall(long call, Fault fault) {
            return when(attempt -> attempt.call() == call, fault);
        }

        /**
         * Strikes a share of the attempts, by chance that is the same in each run: it depends on the seed, the item's index
         * and the attempt's number alone.
         *
         * @param rate 0 for none, 1 for all
         */
        public Builder atRate(double rate, long seed, Fault fault) {
            if (!(rate >= 0 && rate <= 1)) {
                throw new IllegalArgumentException("rate must be 0 to 1, was " + rate);
            }
            return when(attempt -> chance(seed, attempt) < rate, fault);
        }

        private static double chance(long seed, Attempt attempt) {
            long ofItem = new SplittableRandom(seed ^ attempt.index()).nextLong();
            return new SplittableRandom(ofItem + attempt.number()).nextDouble();
        }

        /** Strikes the attempts that a predicate chooses. */
        public Builder when(Predicate<? super Attempt> where, Fault fault) {
            Objects.requireNonNull(where, "where");
            Predicate<Attempt> here = fault instanceof Fault.First first
                    ? attempt -> attempt.number() <= first.attempts() && where.test(attempt)
                    : where::test;
            rules.add(new Rule(here, Objects.requireNonNull(fault, "fault")));
            return this;
        }

        /** How often an item is started at most when workers die of it, at least 1; default 2, as in a worker pool. */
        public Builder attempts(int most) {
            if (most < 1) {
                throw new IllegalArgumentException("attempts must be >= 1, was " + most);
            }
            attempts = most;
            return this;
        }

        /** When {@link Fault#hang} ends in runs without a limit of their own; {@code null}, the default, never. */
        public Builder taskTimeout(@Nullable Duration limit) {
            limits = limits.withTask(limit);
            return this;
        }

        /** Likewise, of tasks that tell no progress: a task that hangs tells none. */
        public Builder stallTimeout(@Nullable Duration limit) {
            limits = limits.withStall(limit);
            return this;
        }

        /** How many items are taken ahead of what was emitted, at least 1; default 16. */
        public Builder window(int items) {
            if (items < 1) {
                throw new IllegalArgumentException("window must be >= 1, was " + items);
            }
            window = items;
            return this;
        }

        /** Makes the pool. */
        public FaultyTaskPool build() {
            return new FaultyTaskPool(this);
        }
    }
}
