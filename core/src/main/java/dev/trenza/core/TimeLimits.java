package dev.trenza.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an item may take. Immutable; the methods return changed copies. Each limit is positive or {@code null} for
 * none, and each ends the item as {@link Outcome.TimedOut}, which tells the limit that was enforced.
 *
 * <pre>{@code
 * TimeLimits limits = TimeLimits.NONE.withTask(Duration.ofSeconds(20)).withQueue(Duration.ofMinutes(1));
 * try (WorkerPool pool = WorkerPool.builder().limits(limits).build()) {
 *     paths.transform(pool.map(Documents::parse)).blockLast();
 * }
 * }</pre>
 *
 * @param task of one attempt, from the moment it runs; progress does not extend it
 * @param stall of one attempt: from its beginning to its first {@link dev.trenza.task.TaskContext#progress}, and from each
 *     to the next
 * @param queue from being taken from the source until the first attempt begins, the start of workers included. An item
 *     that has been served once is not thrown out of the queue again: pauses between attempts, and the wait of an item
 *     whose worker died, do not count
 */
public record TimeLimits(
        @Nullable Duration task,
        @Nullable Duration stall,
        @Nullable Duration queue) {

    /** No limit at all. */
    public static final TimeLimits NONE = new TimeLimits(null, null, null);

    /** Which limit was passed. */
    public enum Kind {
        /** It ran too long. */
        TASK,
        /** It ran and made no progress. */
        STALL,
        /** It waited too long to run at all. */
        QUEUE
    }

    public TimeLimits {
        requirePositive(task, "taskTimeout");
        requirePositive(stall, "stallTimeout");
        requirePositive(queue, "queueTimeout");
    }

    private static void requirePositive(@Nullable Duration limit, String name) {
        if (limit != null && (limit.isNegative() || limit.isZero())) {
            throw new IllegalArgumentException(name + " must be positive, was " + limit);
        }
    }

    /** With another limit for an attempt. */
    public TimeLimits withTask(@Nullable Duration limit) {
        return new TimeLimits(limit, stall, queue);
    }

    /** With another limit for the time without progress. */
    public TimeLimits withStall(@Nullable Duration limit) {
        return new TimeLimits(task, limit, queue);
    }

    /** With another limit for the wait before the first attempt. */
    public TimeLimits withQueue(@Nullable Duration limit) {
        return new TimeLimits(task, stall, limit);
    }

    /** These limits, and those of somebody else where there is none. */
    public TimeLimits orElse(TimeLimits others) {
        return new TimeLimits(
                task == null ? others.task : task,
                stall == null ? others.stall : stall,
                queue == null ? others.queue : queue);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return task == null && stall == null && queue == null;
    }

    /** One of the limits, or {@code null} if there is none of that kind. */
    public @Nullable Duration of(Kind kind) {
        return switch (kind) {
            case TASK -> task;
            case STALL -> stall;
            case QUEUE -> queue;
        };
    }

    /** One of the limits in nanoseconds; {@link Long#MAX_VALUE} if there is none, or it is longer than 292 years. */
    public long nanos(Kind kind) {
        Duration limit = of(kind);
        if (limit == null) {
            return Long.MAX_VALUE;
        }
        try {
            return limit.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
