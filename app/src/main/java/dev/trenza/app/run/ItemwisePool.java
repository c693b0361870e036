package dev.trenza.app.run;

import dev.trenza.app.input.ItemTimeout;
import dev.trenza.app.input.MedianTime;
import dev.trenza.app.input.StartGate;
import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.TimeLimits;
import dev.trenza.task.Task;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * A pool to which items are given one by one, never more than it can run at once: so each can be held back, be given a
 * time-out of its own, and be dropped as long as it has not begun. Costs some 50 us for each item. Thread-safe; who made the
 * pool below closes it.
 */
final class ItemwisePool implements TaskPool {

    private final TaskPool pool;
    private final Conduct conduct;
    private final StartGate gate;
    private final BooleanSupplier isDraining;
    private final MedianTime times = new MedianTime();
    private final Sinks.Empty<Void> medianKnown = Sinks.empty();

    /**
     * Wraps a pool.
     *
     * @param isDraining whether items that have not begun are to be dropped
     */
    ItemwisePool(TaskPool pool, Conduct conduct, StartGate gate, BooleanSupplier isDraining) {
        this.pool = pool;
        this.conduct = conduct;
        this.gate = gate;
        this.isDraining = isDraining;
    }

    @Override
    public <T, O> Flux<Outcome<T, O>> outcomes(Flux<T> items, TaskRun<T, O> run) {
        return items.index().flatMap(item -> begin(item.getT2(), item.getT1(), run), pool.concurrency(), 1);
    }

    private <T, O> Mono<Outcome<T, O>> begin(T item, long index, TaskRun<T, O> run) {
        long taken = System.nanoTime();
        Mono<Outcome<T, O>> first = Mono.defer(() -> isDraining.getAsBoolean()
                ? Mono.just(new Outcome.Skipped<>(index, item, "the run was ending", Execution.NONE))
                : attempt(item, index, 1, run, taken));
        return gate.pass().then(first);
    }

    private <T, O> Mono<Outcome<T, O>> attempt(T item, long index, int attempt, TaskRun<T, O> run, long taken) {
        boolean isOurs = conduct.attempts().isPresent();
        TaskRun<T, O> own = isOurs ? run.retry(TaskRun.Retry.NEVER) : run;
        return timed(item, own, taken)
                .map(outcome -> numbered(read(outcome.of(index, item), run), attempt, isOurs))
                .flatMap(outcome -> mayTryAgain(outcome, attempt)
                        ? gate.pass()
                                .then(Mono.defer(() -> isDraining.getAsBoolean()
                                        ? Mono.just(outcome)
                                        : attempt(item, index, attempt + 1, run, System.nanoTime())))
                        : Mono.just(outcome));
    }

    private boolean mayTryAgain(Outcome<?, ?> outcome, int attempt) {
        return outcome instanceof Outcome.Failure
                && !(outcome instanceof Outcome.Cancelled)
                && attempt < conduct.attempts().orElse(1);
    }

    @SuppressWarnings("unchecked") // A reading changes how an item ended, and not the item.
    private <T, O> Outcome<T, O> read(Outcome<T, O> outcome, TaskRun<T, O> run) {
        return conduct.reading()
                .map(reading ->
                        (Outcome<T, O>) reading.apply(outcome, run.label().apply(outcome.item())))
                .orElse(outcome);
    }

    // Time-outs

    private <T, O> Mono<Outcome<T, O>> timed(T item, TaskRun<T, O> run, long taken) {
        if (conduct.timeoutPercent().isEmpty()) {
            return pool.outcomes(Flux.just(item), run).next();
        }
        OptionalLong limit = limit();
        Mono<Outcome<T, O>> measured =
                pool.outcomes(Flux.just(item), limited(run, limit)).next().doOnNext(this::measure);
        return limit.isPresent() ? measured : Mono.firstWithSignal(measured, expired(item, run, taken));
    }

    private static <T, O> TaskRun<T, O> limited(TaskRun<T, O> run, OptionalLong limit) {
        return limit.isPresent() ? run.timeout(Duration.ofNanos(limit.getAsLong())) : run;
    }

    private OptionalLong limit() {
        OptionalLong median = times.nanos();
        return median.isEmpty()
                ? median
                : OptionalLong.of(ItemTimeout.nanos(conduct.timeoutPercent().orElseThrow(), median.getAsLong()));
    }

    private void measure(Outcome<?, ?> outcome) {
        if (outcome.isSuccess()) {
            times.add(outcome.execution().runNanos());
            if (limit().isPresent()) {
                medianKnown.tryEmitEmpty();
            }
        }
    }

    /** Items that began before there was a median have a time-out from then on. */
    private <T, O> Mono<Outcome<T, O>> expired(T item, TaskRun<T, O> run, long taken) {
        return medianKnown.asMono().then(Mono.defer(() -> {
            Duration limit = Duration.ofNanos(limit().orElseThrow());
            Duration rest = limit.minusNanos(System.nanoTime() - taken);
            return Mono.delay(rest.isNegative() ? Duration.ZERO : rest, Schedulers.parallel())
                    .map(elapsed -> timedOut(item, run, limit, taken));
        }));
    }

    private <T, O> Outcome<T, O> timedOut(T item, TaskRun<T, O> run, Duration limit, long taken) {
        int percent = conduct.timeoutPercent().orElseThrow();
        String message = "'" + run.task() + "' on '" + run.label().apply(item) + "' ran longer than " + limit.toMillis()
                + " ms, which is " + ItemTimeout.describe(percent, limit);
        Execution execution = new Execution(1, 0, taken, 0, System.nanoTime() - taken);
        return new Outcome.TimedOut<>(
                0, item, new TaskTimeoutException(message, TimeLimits.Kind.TASK, limit, null), execution);
    }

    // Attempts

    private static <T, O> Outcome<T, O> numbered(Outcome<T, O> outcome, int attempt, boolean isOurs) {
        if (!isOurs || attempt == 1) {
            return outcome;
        }
        Execution last = outcome.execution();
        Execution execution =
                new Execution(attempt, last.worker(), last.startedNanos(), last.waitNanos(), last.runNanos());
        return withExecution(outcome, execution);
    }

    /** The outcome as that of another execution. */
    static <T, O> Outcome<T, O> withExecution(Outcome<T, O> end, Execution execution) {
        long index = end.index();
        T item = end.item();
        if (end instanceof Outcome.Success<T, O> success) {
            return new Outcome.Success<>(index, item, success.value(), execution);
        } else if (end instanceof Outcome.Failed<T, O> failed) {
            return new Outcome.Failed<>(index, item, failed.failure(), execution);
        } else if (end instanceof Outcome.Crashed<T, O> crashed) {
            return new Outcome.Crashed<>(index, item, crashed.failure(), execution);
        } else if (end instanceof Outcome.TimedOut<T, O> late) {
            return new Outcome.TimedOut<>(index, item, late.failure(), execution);
        } else if (end instanceof Outcome.OutOfMemory<T, O> full) {
            return new Outcome.OutOfMemory<>(index, item, full.failure(), execution);
        } else if (end instanceof Outcome.Quarantined<T, O> poison) {
            return new Outcome.Quarantined<>(index, item, poison.failure(), execution);
        } else if (end instanceof Outcome.Cancelled<T, O> cancelled) {
            return new Outcome.Cancelled<>(index, item, cancelled.failure(), execution);
        }
        return end;
    }

    // As the pool does it

    @Override
    public <I, O> Mono<O> submit(Task<? super I, ? extends O> task, I input) {
        return pool.submit(task, input);
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
