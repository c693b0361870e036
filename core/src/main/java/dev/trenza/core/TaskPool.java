package dev.trenza.core;

import dev.trenza.task.StreamTask;
import dev.trenza.task.Task;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs tasks; Python's {@code Executor}, made reactive. Thread-safe.
 *
 * <pre>{@code
 * try (TaskPool pool = WorkerPool.create(4)) {
 *     Flux.range(0, 5).transform(pool.map(x -> x * x)).collectList().block(); // [0, 1, 4, 9, 16]
 * }
 * }</pre>
 *
 * <p>Every publisher is cold: nothing happens before subscription, and each subscription runs the tasks again. Nothing
 * is taken from a source beyond the pool's window, however much is requested, and no task starts for which there is no
 * demand beyond that window. Signals arrive on threads of the pool that may block for short; they never arrive on the
 * thread that reads from a worker. Cancelling a subscription drops what is pending, stops what is running and cancels
 * the source; the pool stays as it was.
 *
 * <p>A task is a lambda ({@code x -> x * x}), a method reference ({@code Hash::sha256}, {@code Files::readString}), an object
 * of a class that implements {@link Task}, or one that is found by its name ({@link dev.trenza.task.NamedTask#reference}). One
 * that wants to know about its call takes two arguments: {@code pool.map(Task.withContext((path, context) -> ...))}.
 *
 * <p>A pool is not a Reactor {@code Scheduler}: a scheduler takes a {@code Runnable}, which could not leave this JVM.
 */
public interface TaskPool extends AutoCloseable {

    /**
     * Runs one task on one input.
     *
     * @return emits the result, or nothing if the task returned {@code null}; signals a {@link TaskPoolException}
     */
    <I, O> Mono<O> submit(Task<? super I, ? extends O> task, I input);

    /**
     * A function for {@code flatMap}: {@code flux.flatMap(pool.task(Hash::sha256), 8)}. {@link #mapUnordered} is many
     * times faster where the tasks are small.
     */
    default <I, O> Function<I, Mono<O>> task(Task<? super I, ? extends O> task) {
        return input -> submit(task, input);
    }

    /**
     * Runs one task that has many results.
     *
     * <pre>{@code
     * Flux<Integer> twice = pool.<Integer, Integer>stream((x, out) -> { out.emit(x); out.emit(x); }, 1);
     * }</pre>
     *
     * <p>The task is run for each subscription, from the first request on. It waits when more than a few dozen values have not
     * been asked for (on an inline pool, which has no thread to wait with, they are kept). That wait is part of its time-out,
     * but never of a stall. Cancelling stops it. Where it fails, the error comes behind the values that it had
     * emitted. Where its worker is lost it comes behind those that had arrived: what was emitted in the last moment is lost
     * with the worker. It is run again only if none had arrived, so that no value comes twice.
     *
     * <p>A stream keeps its worker until its subscriber has taken what it emits. What makes its values wait for other calls of
     * the same pool, as {@code pool.stream(...).flatMap(pool.task(...))} does, needs a worker that no stream has: give it a pool
     * of its own.
     *
     * @return emits what the task emits, in order; signals a {@link TaskPoolException}
     */
    default <I, O> Flux<O> stream(StreamTask<? super I, O> task, I input) {
        return Emissions.flux(this, task, input);
    }

    /** A function for {@code flatMap}, many results for each input: {@code paths.flatMap(pool.streamTask(Archives::lines), 4)}. */
    default <I, O> Function<I, Flux<O>> streamTask(StreamTask<? super I, O> task) {
        return input -> stream(task, input);
    }

    /**
     * An operator for {@code transform}: results in the order of the inputs.
     *
     * <p>The first failing input signals its {@link TaskPoolException} when it is reached, after the results before it;
     * what has not started is then cancelled.
     */
    default <I, O> Function<Flux<I>, Flux<O>> map(Task<? super I, ? extends O> task) {
        return items -> values(items, TaskRun.<I, O>of(task).ordered());
    }

    /**
     * An operator for {@code transform}: results as they come, which is never slower than in order.
     *
     * <p>The first failure signals its {@link TaskPoolException}; what is pending or running is then cancelled.
     */
    default <I, O> Function<Flux<I>, Flux<O>> mapUnordered(Task<? super I, ? extends O> task) {
        return items -> values(items, TaskRun.of(task));
    }

    /**
     * An operator for {@code transform}: exactly one {@link Outcome} for every input, as they come. It signals an error
     * only if the source does or the pool is unusable, never because a task failed.
     */
    default <I, O> Function<Flux<I>, Flux<Outcome<I, O>>> outcomes(Task<? super I, ? extends O> task) {
        return items -> outcomes(items, TaskRun.of(task));
    }

    /**
     * The results of a run: the general form of {@link #map} and {@link #mapUnordered}.
     *
     * @param items each is run once
     * @param run the task and how it is to be run
     */
    <T, O> Flux<O> values(Flux<T> items, TaskRun<T, O> run);

    /**
     * The outcomes of a run: the general form of {@link #outcomes(Task)}.
     *
     * <p>If the source fails, what is in flight finishes, and the source's error comes after its outcomes.
     *
     * @param items each is run once
     * @param run the task and how it is to be run
     */
    <T, O> Flux<Outcome<T, O>> outcomes(Flux<T> items, TaskRun<T, O> run);

    /** How many tasks run at the same time at most; by default as many as this JVM has processors. */
    default int concurrency() {
        return Runtime.getRuntime().availableProcessors();
    }

    /**
     * The pool as an {@code ExecutorService}, for code that is written against one. Shutting it down closes the pool; see
     * {@link TaskExecutorService#sharing} for one that does not.
     *
     * <pre>{@code
     * try (TaskExecutorService executor = WorkerPool.create(4).asExecutorService()) {
     *     Future<Long> count = executor.submit(() -> Primes.count(1_000_000));
     * }
     * }</pre>
     */
    default TaskExecutorService asExecutorService() {
        return new PoolExecutor(this, concurrency(), true);
    }

    /** Whether the pool was told to close. A closed pool signals {@link PoolClosedException}. */
    boolean isClosed();

    /**
     * Accepts no more, and completes when everything pending has finished and every thread and process has ended. The
     * draining begins with the subscription; subscribing again waits for the same end.
     */
    Mono<Void> disposeLater();

    /**
     * Accepts no more, lets everything pending finish, ends every thread and process and waits for that end, also if
     * the body of the try statement threw. Closing twice does nothing. On a thread that must not block, or on one of
     * the pool's own, it begins the same and returns at once.
     */
    @Override
    void close();

    /**
     * Begins nothing more: what runs now finishes, and what waits, or comes later, ends as {@link Outcome.Skipped}; where
     * values are asked for, that is the error {@link TaskCancelledException}. Sources are not cancelled, and the pool still has
     * to be closed. Returns at once; there is no way back. For an end that is orderly and soon: after a first Ctrl-C, before a
     * machine goes down.
     *
     * @throws UnsupportedOperationException if this pool has no such way
     */
    default void skipPending() {
        throw new UnsupportedOperationException(
                getClass().getName() + " cannot skip what is pending; close() lets it finish,"
                        + " closeNow() cancels it together with what runs");
    }

    /**
     * Kills what is running, cancels what is pending, and waits until no process is left, as long as the thread may
     * block; the ended calls have the outcome cancelled. May follow {@link #close} to cut it short.
     */
    void closeNow();
}
