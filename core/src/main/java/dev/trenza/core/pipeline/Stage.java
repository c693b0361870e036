package dev.trenza.core.pipeline;

import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.inline.InlineTaskPool;
import dev.trenza.task.StreamTask;
import dev.trenza.task.Task;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
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
 * @param rate how many items may begin it in a period; {@code null} for as many as can. What waits for its turn has not
 *     reached the pool, so that no time limit counts it
 * @param onError what becomes of an item that it failed
 * @param reshape what it does in the place of running the task for one result; {@code null} if it does that
 */
public record Stage(
        String name,
        Kind kind,
        TaskPool pool,
        Task<?, ?> task,
        Function<Item, ? extends @Nullable Object> input,
        TimeLimits limits,
        TaskRun.Retry retry,
        @Nullable Rate rate,
        OnError onError,
        @Nullable Reshape reshape) {

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
        Objects.requireNonNull(onError, "onError");
    }

    /** A stage that runs its task as fast as it can, and whose failures end as such. */
    public Stage(
            String name,
            Kind kind,
            TaskPool pool,
            Task<?, ?> task,
            Function<Item, ? extends @Nullable Object> input,
            TimeLimits limits,
            TaskRun.Retry retry) {
        this(name, kind, pool, task, input, limits, retry, null, OnError.FAIL, null);
    }

    /**
     * A stage that waits; its task gets the whole {@link Item}, so that it knows where a value came from. A
     * {@link StreamTask} makes many items of one, as {@link #emitting} says.
     */
    public static Stage io(String name, TaskPool pool, Task<? super Item, ?> task) {
        return of(new Stage(name, Kind.IO, pool, task, item -> item, TimeLimits.NONE, TaskRun.Retry.NEVER));
    }

    /**
     * A stage that computes; its task gets the item's value: what the stage before returned, or the source emitted. A
     * {@link StreamTask} makes many items of one, as {@link #emitting} says.
     */
    public static <I extends @Nullable Object, O extends @Nullable Object> Stage cpu(
            String name, TaskPool pool, Task<I, O> task) {
        return of(new Stage(name, Kind.CPU, pool, task, Item::value, TimeLimits.NONE, TaskRun.Retry.NEVER));
    }

    private static Stage of(Stage stage) {
        return stage.task instanceof StreamTask ? stage.emitting() : stage;
    }

    /**
     * The same stage, whose task emits as it goes: an item of its own for each value, at once, on demand. For a named task
     * that is a {@link StreamTask}, which only its worker can know; where the task itself is one, the stage is so by itself.
     *
     * <pre>{@code
     * Stage lines = Stage.cpu("lines", workers, NamedTask.reference("lines")).emitting();
     * }</pre>
     *
     * <p>A call keeps its worker until its values are taken, by the stages behind it too: these need another pool, or wait for
     * ever. Where the task fails, the item itself ends as failed, beside those that it emitted. It is tried again only if it
     * had emitted nothing. An item whose task emits nothing is gone.
     */
    public Stage emitting() {
        return new Stage(name, kind, pool, task, input, limits, retry, rate, onError, Reshape.EMITTING);
    }

    /**
     * A stage that makes one item of several: its value is the list of their values, its origin the list of their origins,
     * and its place that of the first. The last one may be smaller.
     *
     * @param size of a batch, in items, at least 1
     */
    public static Stage batch(String name, int size) {
        return reshaping(name, Reshape.batch(size, null));
    }

    /**
     * {@link #batch(String, int)} for a source that takes its time: what there is goes on, full or not, when the first item
     * of a batch has waited for so long.
     *
     * <pre>{@code
     * Stage hundreds = Stage.batch("hundreds", 100, Duration.ofSeconds(2));
     * }</pre>
     *
     * @param size of a batch, in items, at least 1
     * @param within positive
     */
    public static Stage batch(String name, int size, Duration within) {
        return reshaping(name, Reshape.batch(size, Objects.requireNonNull(within, "within")));
    }

    /**
     * A stage that makes several items of one: an item of its own for each element of a list or array. The one whose list is
     * empty is gone.
     *
     * @param many the list of an item, usually {@code Item::value}; what is neither an {@link Iterable} nor an array fails
     *     the item
     */
    public static Stage each(String name, Function<? super Item, ? extends @Nullable Object> many) {
        return reshaping(name, Reshape.each(many));
    }

    /**
     * A stage that takes all items of the stream before it lets go of one.
     *
     * @param aggregates makes one for each run
     */
    public static Stage aggregate(String name, Supplier<? extends Aggregate> aggregates) {
        return reshaping(name, Reshape.aggregate(aggregates));
    }

    private static Stage reshaping(String name, Reshape reshape) {
        return new Stage(
                name,
                Kind.CPU,
                InlineTaskPool.create(),
                x -> x,
                Item::value,
                TimeLimits.NONE,
                TaskRun.Retry.NEVER,
                null,
                OnError.FAIL,
                reshape);
    }

    /** With another input for the task. */
    public Stage withInput(Function<Item, ? extends @Nullable Object> newInput) {
        return new Stage(name, kind, pool, task, newInput, limits, retry, rate, onError, reshape);
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
        return new Stage(name, kind, pool, task, input, newLimits, retry, rate, onError, reshape);
    }

    /** With another policy for a task that throws. */
    public Stage withRetry(TaskRun.Retry newRetry) {
        return new Stage(name, kind, pool, task, input, limits, newRetry, rate, onError, reshape);
    }

    /** With another limit of how many items begin it in a period; {@code null} for none. */
    public Stage withRate(@Nullable Rate newRate) {
        return new Stage(name, kind, pool, task, input, limits, retry, newRate, onError, reshape);
    }

    /** With another end for an item that it failed. */
    public Stage withOnError(OnError newOnError) {
        return new Stage(name, kind, pool, task, input, limits, retry, rate, newOnError, reshape);
    }
}
