package dev.trenza.core.local;

import dev.trenza.core.CallerContext;
import dev.trenza.core.Emissions;
import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.TaskCancelledException;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskName;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TimeLimits;
import dev.trenza.task.ContextTask;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One subscription: takes items from the source, at most a window ahead of what the subscriber got, has the pool run
 * them, and emits what comes of it. Signals are emitted by one thread at a time, whichever has something to tell.
 *
 * @param <T> the item
 * @param <O> the task's output
 * @param <R> what is emitted
 */
abstract class LocalRun<T, O, R> implements CoreSubscriber<T>, Subscription {

    final CoreSubscriber<? super R> subscriber;

    private final LocalTaskPool pool;
    private final TaskRun<T, O> spec;
    private final @Nullable RoundTrip roundTrip;
    private final Task<@Nullable Object, O> task;
    private final TimeLimits limits;
    private final Map<String, String> context;
    private final int window;
    private final int batch;
    private final Results<Outcome<T, O>> results;
    private final Set<LocalCall<T, O>> inFlight = ConcurrentHashMap.newKeySet();
    private final AtomicLong allowed = new AtomicLong();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger drains = new AtomicInteger();

    // Mutable state
    private @Nullable Subscription source;
    private volatile boolean isSourceDone;
    private volatile @Nullable Throwable sourceError;
    private volatile boolean isEnded;

    // Mutable state of the source's thread
    private long taken;

    // Mutable state of the thread that drains
    private int emittedSinceRequest;

    LocalRun(CoreSubscriber<? super R> subscriber, LocalTaskPool pool, TaskRun<T, O> spec) {
        this.subscriber = subscriber;
        this.pool = pool;
        this.spec = spec;
        RoundTrip ofPool = pool.roundTrip();
        this.roundTrip = ofPool == null ? null : ofPool.forTask(spec.task());
        this.task = LocalTask.resolve(crossed(roundTrip, spec.task()), pool.classLoader());
        this.limits = spec.limits().orElse(pool.limits());
        this.context =
                pool.callerContext().capture(spec, subscriber.currentContext()).entries();
        this.window = pool.window(spec.isOrdered());
        this.batch = Math.max(1, window / 4);
        this.results = spec.isOrdered() ? Results.ordered(window) : Results.unordered();
    }

    private static Task<?, ?> crossed(@Nullable RoundTrip roundTrip, Task<?, ?> task) {
        return roundTrip == null ? task : roundTrip.task(task);
    }

    /** Emits what comes of one outcome, or ends the run by {@link #fail}; {@code false} if nothing was emitted. */
    abstract boolean emit(Outcome<T, O> outcome);

    // What a call needs to know

    final LocalTaskPool pool() {
        return pool;
    }

    final String taskName() {
        return TaskName.of(spec.task());
    }

    final TimeLimits limits() {
        return limits;
    }

    final Map<String, String> context() {
        return context;
    }

    final TaskRun.Retry retry() {
        return spec.retry();
    }

    /** Where the item is in its stream, for its task. */
    final long position(T item, long index) {
        return spec.position(item, index);
    }

    /** The item in a message. A label that throws must not cost the message. */
    final String label(long index, T item) {
        try {
            return spec.label().apply(item);
        } catch (RuntimeException e) {
            return "item " + index + " (its label failed: " + e + ")";
        }
    }

    /** Calls the task on this thread. */
    @SuppressWarnings({"unchecked", "NullAway"
    }) // the copy is what the task has returned: an O, null as far as O may be
    final O call(T item, TaskContext own) throws Exception {
        Object input = spec.input().apply(item);
        if (item instanceof Emissions<?, ?> emissions) {
            return stream(roundTrip == null ? input : roundTrip.input(input), own, emissions);
        }
        if (roundTrip == null) {
            return run(input, own);
        }
        return (O) roundTrip.result(run(roundTrip.input(input), own));
    }

    private O stream(@Nullable Object input, TaskContext own, Emissions<?, ?> emissions) throws Exception {
        LocalEmitter emitter = new LocalEmitter(own, emissions, roundTrip, pool);
        try {
            return run(input, emitter);
        } finally {
            emitter.close();
        }
    }

    private O run(@Nullable Object input, TaskContext own) throws Exception {
        boolean wasInTask = pool.enterTask();
        try {
            return CallerContext.within(
                    context,
                    () -> task instanceof ContextTask<@Nullable Object, O> contextual
                            ? contextual.run(input, own)
                            : task.run(input));
        } finally {
            pool.leaveTask(wasInTask);
        }
    }

    /** A call has its outcome. */
    final void ended(LocalCall<T, O> call, Outcome<T, O> outcome) {
        results.add(outcome.index(), outcome);
        inFlight.remove(call);
        drain();
    }

    // From the source

    @Override
    public final Context currentContext() {
        return subscriber.currentContext();
    }

    @Override
    public final void onSubscribe(Subscription s) {
        if (Operators.validate(source, s)) {
            source = s;
            subscriber.onSubscribe(this);
            if (!isEnded) {
                allowed.set(window);
                s.request(window);
            }
        }
    }

    @Override
    public final void onNext(T item) {
        if (isEnded || isSourceDone) {
            Operators.onNextDropped(item, currentContext());
            return;
        }
        if (taken == allowed.get()) {
            cancelSource();
            onError(new IllegalStateException("the source emitted more than the " + taken
                    + " items that were requested; add onBackpressureBuffer() or onBackpressureDrop() behind it"));
            return;
        }
        LocalCall<T, O> call = new LocalCall<>(this, taken++, item);
        inFlight.add(call);
        if (isEnded) {
            // Cancelled meanwhile: whoever did that may have looked at the calls in flight before this one was there.
            inFlight.remove(call);
            return;
        }
        call.enqueue();
        pool.execute(call);
    }

    @Override
    public final void onError(Throwable error) {
        if (isEnded || isSourceDone) {
            Operators.onErrorDropped(error, currentContext());
            return;
        }
        sourceError = error;
        isSourceDone = true;
        drain();
    }

    @Override
    public final void onComplete() {
        isSourceDone = true;
        drain();
    }

    // From the subscriber

    @Override
    public final void request(long n) {
        if (Operators.validate(n)) {
            demand.accumulateAndGet(n, Operators::addCap);
            drain();
        }
    }

    @Override
    public final void cancel() {
        end();
        if (drains.getAndIncrement() == 0) {
            results.clear();
        }
    }

    // From the pool

    /** The pool accepts no more: a run that nobody asks for more ends, so that it cannot hold up the close for ever. */
    final void poolClosed() {
        drain();
    }

    /** The pool begins nothing more. */
    final void skipPending() {
        inFlight.forEach(LocalCall::skip);
    }

    /** The pool was closed at once: what is in flight is cancelled, and told. */
    final void poolClosedNow() {
        // Before the source: cancelling that may interrupt the very thread that runs a task, which would seem to fail.
        inFlight.forEach(LocalCall::cancel);
        closeSource();
        drain();
    }

    // The drain

    private void drain() {
        if (drains.getAndIncrement() != 0) {
            return;
        }
        boolean wasInSignal = pool.enterSignal();
        try {
            int missed = 1;
            do {
                emitWhatIsWanted();
                missed = drains.addAndGet(-missed);
            } while (missed != 0);
        } catch (RuntimeException | Error e) {
            end(); // nobody drains any more, and a run that was open for ever would hold up the pool's close
            throw e;
        } finally {
            pool.leaveSignal(wasInSignal);
        }
    }

    private void emitWhatIsWanted() {
        long wanted = demand.get();
        long emitted = 0;
        while (!isEnded) {
            // Read before the poll: what the last call added is then seen by it.
            boolean isOver = isSourceDone && inFlight.isEmpty();
            if (isOver) {
                pool.runEnded(this);
            }
            Outcome<T, O> outcome = emitted < wanted ? results.poll() : null;
            if (outcome != null) {
                emitted += emit(outcome) ? 1 : 0;
                replenish();
                continue;
            }
            if (isOver && results.isEmpty()) {
                complete();
            } else if (emitted == wanted && pool.isClosed()) {
                closeSource();
            }
            break;
        }
        if (isEnded) {
            results.clear();
        } else if (emitted > 0 && wanted != Long.MAX_VALUE) {
            demand.addAndGet(-emitted);
        }
    }

    /** Requests in batches, which many sources serve better than one by one. */
    private void replenish() {
        if (++emittedSinceRequest == batch && !isSourceDone && source != null) {
            emittedSinceRequest = 0;
            allowed.addAndGet(batch);
            source.request(batch);
        }
    }

    private void complete() {
        isEnded = true;
        if (sourceError == null) {
            subscriber.onComplete();
        } else {
            subscriber.onError(sourceError);
        }
    }

    /** Ends the run with an error, and everything that it has in flight. */
    final void fail(Throwable error) {
        end();
        subscriber.onError(error);
    }

    private void end() {
        isEnded = true;
        inFlight.forEach(LocalCall::drop);
        cancelSource();
        pool.runEnded(this);
    }

    /** Takes no more from the source, as if the pool's close were its end. */
    private void closeSource() {
        if (!isSourceDone) {
            cancelSource();
            sourceError = new PoolClosedException(pool.name());
            isSourceDone = true;
            drain();
        }
    }

    private void cancelSource() {
        if (source != null) {
            source.cancel();
        }
    }

    /** Emits outcomes. */
    static final class OfOutcomes<T, O> extends LocalRun<T, O, Outcome<T, O>> {

        OfOutcomes(CoreSubscriber<? super Outcome<T, O>> subscriber, LocalTaskPool pool, TaskRun<T, O> spec) {
            super(subscriber, pool, spec);
        }

        @Override
        boolean emit(Outcome<T, O> outcome) {
            subscriber.onNext(outcome);
            return true;
        }
    }

    /** Emits values, and fails with the first failure. */
    static final class OfValues<T, O> extends LocalRun<T, O, O> {

        private final boolean isNullEmpty;

        /**
         * A run for its values.
         *
         * @param isNullEmpty whether a {@code null} is no value; else it is a failure, since a stream cannot hold it
         */
        OfValues(CoreSubscriber<? super O> subscriber, LocalTaskPool pool, TaskRun<T, O> spec, boolean isNullEmpty) {
            super(subscriber, pool, spec);
            this.isNullEmpty = isNullEmpty;
        }

        @Override
        boolean emit(Outcome<T, O> outcome) {
            if (outcome instanceof Outcome.Success<T, O> success) {
                if (success.value() != null) {
                    subscriber.onNext(success.value());
                    return true;
                }
                if (!isNullEmpty) {
                    fail(nullResult(success));
                }
            } else if (outcome instanceof Outcome.Failure<T, O> failure) {
                fail(failure.failure());
            } else if (outcome instanceof Outcome.Skipped<T, O> skipped) {
                fail(new TaskCancelledException("task '" + taskName() + "' on '"
                        + label(skipped.index(), skipped.item()) + "' was not run: " + skipped.reason()));
            }
            return false;
        }

        private TaskFailedException nullResult(Outcome.Success<T, O> success) {
            return new TaskFailedException(
                    "task '" + taskName() + "' returned null for '" + label(success.index(), success.item())
                            + "'; use outcomes, or return an Optional",
                    null);
        }
    }
}
