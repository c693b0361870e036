package dev.trenza.core.pipeline;

import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TimeLimits;
import dev.trenza.task.Task;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One step of a stream: which task runs, in which pool, on what of the item. Immutable; the methods return changed
 * copies.
 *
 * <pre>{@code
 * Stage parse = Stage.cpu("parse", workers, (Item item) -> item.toString().length())
 *         .withTimeout(Duration.ofSeconds(20))
 *         .withRetry(new TaskRun.Retry(3, Duration.ofMillis(200)));
 * }</pre>
 *
 * @param name what the stage is called in outcomes, events and messages
 * @param kind whether it waits or computes; it only decides how its time is accounted for
 * @param pool where the task runs; several stages may share one, and whoever made it closes it
 * @param task what runs
 * @param input what the task gets of an item: quick, and without side effects
 * @param limits how long an item may take; where there is none, the pool's holds
 * @param retry what to do when the task throws
 */
public record Stage(
        String name,
        Kind kind,
        TaskPool pool,
        Task<?, ?> task,
        Function<Item, ? extends @Nullable Object> input,
        TimeLimits limits,
        TaskRun.Retry retry) {

    /** What a stage spends its time with. */
    public enum Kind {
        /** It waits: for a disk, a network, a clock. */
        IO,
        /** It computes. */
        CPU
    }

    public Stage {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(pool, "pool");
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(retry, "retry");
        Objects.requireNonNull(limits, "limits");
    }

    /** A stage that waits; its task gets the whole {@link Item}, so that it knows where a value came from. */
    public static Stage io(String name, TaskPool pool, Task<? super Item, ?> task) {
        return new Stage(name, Kind.IO, pool, task, item -> item, TimeLimits.NONE, TaskRun.Retry.NEVER);
    }

    /** A stage that computes; its task gets the item's value: what the stage before returned, or the source emitted. */
    public static <I extends @Nullable Object, O extends @Nullable Object> Stage cpu(
            String name, TaskPool pool, Task<I, O> task) {
        return new Stage(name, Kind.CPU, pool, task, Item::value, TimeLimits.NONE, TaskRun.Retry.NEVER);
    }

    /** With another input for the task. */
    public Stage withInput(Function<Item, ? extends @Nullable Object> newInput) {
        return new Stage(name, kind, pool, task, newInput, limits, retry);
    }

    /**
     * With a time-out for one attempt, from the moment it runs.
     *
     * @param newTimeout positive; {@code null} takes the pool's
     */
    public Stage withTimeout(@Nullable Duration newTimeout) {
        return withLimits(limits.withTask(newTimeout));
    }

    /** With other time limits. */
    public Stage withLimits(TimeLimits newLimits) {
        return new Stage(name, kind, pool, task, input, newLimits, retry);
    }

    /** With another policy for a task that throws. */
    public Stage withRetry(TaskRun.Retry newRetry) {
        return new Stage(name, kind, pool, task, input, limits, newRetry);
    }
}
