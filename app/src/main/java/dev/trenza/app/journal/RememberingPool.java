package dev.trenza.app.journal;

import dev.trenza.app.journal.StreamMemory.Entry;
import dev.trenza.app.journal.StreamMemory.Recalled;
import dev.trenza.app.journal.StreamMemory.Step;
import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.pipeline.Item;
import dev.trenza.task.Task;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The pool of one stage, past which those items go whose step has been taken in an earlier session. The stage's input must
 * be the whole item. Thread-safe; who made the pool below closes it.
 */
final class RememberingPool implements TaskPool {

    private final TaskPool pool;
    private final Function<Item, ? extends @Nullable Object> input;
    private final Step step;
    private final boolean begins;
    private final boolean ends;
    private final boolean isResumed;

    /**
     * Wraps a pool.
     *
     * @param input what the task gets of an item
     * @param begins whether the stage is the first of its step
     * @param ends whether it is the last
     * @param isResumed whether there is something to remember
     */
    RememberingPool(
            TaskPool pool,
            Function<Item, ? extends @Nullable Object> input,
            Step step,
            boolean begins,
            boolean ends,
            boolean isResumed) {
        this.pool = pool;
        this.input = input;
        this.step = step;
        this.begins = begins;
        this.ends = ends;
        this.isResumed = isResumed;
    }

    /** An item, and its end if it does not run. */
    private record Arrival<T, O>(T item, @Nullable Outcome<T, O> end) {}

    @Override
    public <T, O> Flux<Outcome<T, O>> outcomes(Flux<T> items, TaskRun<T, O> run) {
        TaskRun<T, O> own = new TaskRun<>(
                run.task(),
                t -> input.apply(item(t, run)),
                run.label(),
                run.isOrdered(),
                run.limits(),
                run.retry(),
                run.origin());
        Flux<Outcome<T, O>> outcomes;
        if (!isResumed) {
            Flux<T> entering = begins ? items.doOnNext(t -> step.enter(item(t, run))) : items;
            outcomes = pool.outcomes(entering, own);
        } else {
            Flux<Arrival<T, O>> arrivals = items.map(t -> arrive(t, run));
            outcomes = run.isOrdered() ? inOrder(arrivals, own) : asTheyCome(arrivals, own);
        }
        return ends && !step.isLast() ? outcomes.map(outcome -> leave(outcome, run)) : outcomes;
    }

    private static <T, O> Item item(T t, TaskRun<T, O> run) {
        Object item = run.input().apply(t);
        if (item instanceof Item found) {
            return found;
        }
        throw new IllegalStateException("a stage that remembers takes items, was " + item);
    }

    private <T, O> Flux<Outcome<T, O>> asTheyCome(Flux<Arrival<T, O>> arrivals, TaskRun<T, O> run) {
        return arrivals.publish(shared -> Flux.merge(
                shared.mapNotNull(Arrival::end),
                pool.outcomes(shared.filter(arrival -> arrival.end() == null).map(Arrival::item), run)));
    }

    /** One call for each item, as that is simple: those that run are the few that an earlier session has not done. */
    private <T, O> Flux<Outcome<T, O>> inOrder(Flux<Arrival<T, O>> arrivals, TaskRun<T, O> run) {
        return arrivals.flatMapSequential(
                arrival -> {
                    Outcome<T, O> end = arrival.end();
                    return end != null
                            ? Mono.just(end)
                            : pool.outcomes(Flux.just(arrival.item()), run).next();
                },
                pool.concurrency(),
                1);
    }

    private <T, O> Arrival<T, O> arrive(T t, TaskRun<T, O> run) {
        Item item = item(t, run);
        if (item.value() instanceof Recalled recalled) {
            return new Arrival<>(t, passed(t, recalled));
        }
        if (!begins) {
            return new Arrival<>(t, null);
        }
        Entry entry = step.enter(item);
        if (entry.recalled() != null) {
            return new Arrival<>(t, passed(t, entry.recalled()));
        }
        return new Arrival<>(
                t,
                entry.decision().skips()
                        ? new Outcome.Skipped<>(0, t, entry.decision().words(), Execution.NONE)
                        : null);
    }

    @SuppressWarnings("unchecked") // What a stage returns is whatever the next one takes.
    private static <T, O> Outcome<T, O> passed(T t, Recalled recalled) {
        return new Outcome.Success<>(0, t, (O) recalled, Execution.NONE);
    }

    @SuppressWarnings("unchecked") // As above.
    private <T, O> Outcome<T, O> leave(Outcome<T, O> outcome, TaskRun<T, O> run) {
        if (!(outcome instanceof Outcome.Success<T, O> success)) {
            return outcome;
        }
        Item item = item(success.item(), run);
        if (success.value() instanceof Recalled recalled) {
            step.leave(item, recalled.value(), false);
            return new Outcome.Success<>(success.index(), success.item(), (O) recalled.value(), success.execution());
        }
        step.leave(item, success.value(), true);
        return outcome;
    }

    // As the pool does it

    @Override
    public <I, O> Mono<O> submit(Task<? super I, ? extends O> task, I value) {
        return pool.submit(task, value);
    }

    @Override
    public <T, O> Flux<O> values(Flux<T> items, TaskRun<T, O> run) {
        return pool.values(items, run);
    }

    @Override
    public int concurrency() {
        return pool.concurrency();
    }

    @Override
    public boolean isClosed() {
        return pool.isClosed();
    }

    @Override
    public Mono<Void> disposeLater() {
        return pool.disposeLater();
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public void skipPending() {
        pool.skipPending();
    }

    @Override
    public void closeNow() {
        pool.closeNow();
    }
}
