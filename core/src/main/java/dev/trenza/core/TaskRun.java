package dev.trenza.core;

import dev.trenza.task.StreamTask;
import dev.trenza.task.Task;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How items are to be run: the task, where its input comes from, the order, and the limits of one call. Immutable; the
 * methods return changed copies.
 *
 * <pre>{@code
 * TaskRun<Path, String> run = TaskRun.<Path, String>of(Documents::parse)
 *         .ordered()
 *         .timeout(Duration.ofSeconds(20))
 *         .retry(new TaskRun.Retry(3, Duration.ofMillis(200)));
 * Flux<String> texts = pool.values(paths, run);
 * }</pre>
 *
 * @param task what runs
 * @param input what the task gets of an item; runs on the thread that dispatches, so it must be quick
 * @param label what an item is called in a message; runs only when something went wrong
 * @param isOrdered whether outcomes come in the order of the items
 * @param limits how long an item may take; where there is none, the pool's holds
 * @param retry what to do when the task throws
 * @param origin where the items come from; {@code null} if from nowhere but the source of the run
 */
public record TaskRun<T, O>(
        Task<?, ?> task,
        Function<? super T, ?> input,
        Function<? super T, String> label,
        boolean isOrdered,
        TimeLimits limits,
        Retry retry,
        @Nullable Origin<? super T> origin) {

    private static final int LABEL_LIMIT = 200;

    public TaskRun {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(retry, "retry");
        if (task instanceof StreamTask && input != Emissions.INPUT) {
            throw new IllegalArgumentException("task '" + TaskName.of(task)
                    + "' is a StreamTask, which has no single result; run it with stream or streamTask");
        }
    }

    /** The item itself is the input; unordered; the pool's time limits; no retry when the task throws. */
    public static <T, O> TaskRun<T, O> of(Task<? super T, ? extends O> task) {
        return new TaskRun<>(task, Function.identity(), TaskRun::describe, false, TimeLimits.NONE, Retry.NEVER, null);
    }

    /** The input is a part of the item, so that an item may carry more than the task needs. */
    public static <T, I, O> TaskRun<T, O> of(
            Task<? super I, ? extends O> task, Function<? super T, ? extends I> input) {
        return new TaskRun<>(task, input, TaskRun::describe, false, TimeLimits.NONE, Retry.NEVER, null);
    }

    /** With outcomes in the order of the items. */
    public TaskRun<T, O> ordered() {
        return new TaskRun<>(task, input, label, true, limits, retry, origin);
    }

    /**
     * With a time-out for one attempt, from the moment it runs.
     *
     * @param newTimeout positive; {@code null} takes the pool's
     */
    public TaskRun<T, O> timeout(@Nullable Duration newTimeout) {
        return limits(limits.withTask(newTimeout));
    }

    /**
     * With a limit for the time that an attempt runs without telling progress; it never extends the time-out.
     *
     * @param newTimeout positive; {@code null} takes the pool's
     */
    public TaskRun<T, O> stallTimeout(@Nullable Duration newTimeout) {
        return limits(limits.withStall(newTimeout));
    }

    /**
     * With a limit for the wait of an item, from being taken from the source until its first attempt begins.
     *
     * @param newTimeout positive; {@code null} takes the pool's
     */
    public TaskRun<T, O> queueTimeout(@Nullable Duration newTimeout) {
        return limits(limits.withQueue(newTimeout));
    }

    /** With all time limits at once. */
    public TaskRun<T, O> limits(TimeLimits newLimits) {
        return new TaskRun<>(task, input, label, isOrdered, newLimits, retry, origin);
    }

    /** With another name for an item in messages. */
    public TaskRun<T, O> label(Function<? super T, String> newLabel) {
        return new TaskRun<>(task, input, newLabel, isOrdered, limits, retry, origin);
    }

    /** With another policy for tasks that throw. A worker's death is the pool's affair, not this one's. */
    public TaskRun<T, O> retry(Retry newRetry) {
        return new TaskRun<>(task, input, label, isOrdered, limits, newRetry, origin);
    }

    /** With items that come from further away: tasks and their lines get the position that items have there. */
    public TaskRun<T, O> from(Origin<? super T> newOrigin) {
        return new TaskRun<>(task, input, label, isOrdered, limits, retry, newOrigin);
    }

    /**
     * What a task is told by {@code TaskContext.index}, and its lines are marked with.
     *
     * @param index of the item in this run
     */
    public long position(T item, long index) {
        return origin == null ? index : origin.position().applyAsLong(item);
    }

    /** An item in a message: its text, cut to 200 characters. */
    private static String describe(@Nullable Object item) {
        String text = item instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(item);
        return text.length() <= LABEL_LIMIT ? text : text.substring(0, LABEL_LIMIT) + "...";
    }

    /**
     * Where items come from that have been through other runs before.
     *
     * @param stream its name: it marks the lines of tasks; empty if it has none
     * @param position of an item in it, from 0
     */
    public record Origin<T>(String stream, ToLongFunction<T> position) {}

    /**
     * What to do when a task throws.
     *
     * @param attempts how often an item runs at most, at least 1
     * @param backoff the pause before the second attempt; it doubles each time, with jitter; zero retries at once
     */
    public record Retry(int attempts, Duration backoff) {

        private static final double JITTER = 0.5;

        /** One attempt. */
        public static final Retry NEVER = new Retry(1, Duration.ZERO);

        public Retry {
            if (attempts < 1) {
                throw new IllegalArgumentException("attempts must be >= 1, was " + attempts);
            }
            if (backoff.isNegative()) {
                throw new IllegalArgumentException("backoff must not be negative, was " + backoff);
            }
        }

        /**
         * How long to wait after an attempt failed: the back-off, doubled for every attempt before it, plus or minus up to
         * a half, so that what failed together does not come back together. As {@code reactor.util.retry.Retry.backoff}.
         *
         * @param attempt that failed, from 1
         */
        public Duration pauseAfter(int attempt) {
            double factor = Math.pow(2, attempt - 1)
                    * (1 - JITTER + 2 * JITTER * ThreadLocalRandom.current().nextDouble());
            // A cast stops at the largest long, which is 292 years.
            return Duration.ofNanos((long) (backoff.toNanos() * factor));
        }
    }
}
