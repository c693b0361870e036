package dev.trenza.core.process;

import dev.trenza.core.Emissions;
import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.PoolUnusableException;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TimeLimits;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.TaskDefinition;
import dev.trenza.worker.protocol.ValueCodec;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * One subscription to a pool: takes items from its source, hands them to the {@link Dispatcher} as calls, and emits how
 * they ended.
 *
 * <p>Written against Reactive Streams rather than composed from {@code flatMap}, which costs a factor of 40 here. Three
 * sides meet: the source's thread calls {@link #onNext}; whoever ends calls, a reader thread as a rule, puts them into
 * {@link #arrivals}; and {@link #drain}, on one thread of the pool at a time, emits, and asks the source for more. What was
 * asked for and not yet emitted is bounded by the window, so memory is flat however slow the subscriber is.
 *
 * @param <T> the item
 * @param <O> the task's output
 */
final class Lane<T, O> implements CoreSubscriber<T>, Subscription {

    /** Retained inputs and results beyond which nothing more is taken: the window's bound in bytes. */
    private static final long MAX_RETAINED_BYTES = 64L << 20;

    /** Held, so that a pool is not garbage while somebody waits for its results. */
    @SuppressWarnings("UnusedVariable")
    private final Object pool;

    private final Dispatcher dispatcher;
    private final TaskRun<T, O> run;
    private final TaskDefinition definition;
    private final DiagnosticContext context;
    private final Intake<T> intake;
    private final Emission<T, O, ?> emission;
    private final Scheduler.Worker thread;
    private final TimeLimits limits;

    private final Arrivals arrivals;
    private final ValueCodec codec;
    private final AtomicLong ended = new AtomicLong();
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicLong requested = new AtomicLong();
    private final AtomicLong retainedBytes = new AtomicLong();

    // Mutable state, fenced by the dispatcher's lock
    final Pending pending = new Pending();
    boolean isWaiting;
    private volatile @Nullable PoolUnusableException poolFailure;
    private volatile boolean isClosing;

    // Mutable state, written by the source's thread
    private volatile boolean isSourceDone;
    private @Nullable Throwable sourceError;

    // Mutable state of the draining thread
    private @Nullable Subscription source;
    private volatile @Nullable Thread asking;
    private long asked;
    private long emitted;
    private boolean isEnded;

    /** What the only item emits, if its task does. */
    private volatile @Nullable Emissions<?, ?> emissions;

    /** The source is one item, which is there already. */
    boolean isItemAtHand;

    private volatile int taskNumber;
    private volatile boolean isCancelled;

    Lane(
            Object pool,
            Dispatcher dispatcher,
            TaskRun<T, O> run,
            TaskDefinition definition,
            DiagnosticContext context,
            ValueCodec codec,
            Emission<T, O, ?> emission,
            Scheduler.Worker thread) {
        this.pool = pool;
        this.dispatcher = dispatcher;
        this.run = run;
        this.definition = definition;
        this.context = context;
        this.emission = emission;
        this.thread = thread;
        this.codec = codec;
        this.limits = run.limits().orElse(dispatcher.config().limits());
        this.arrivals = new Arrivals(codec, run.isOrdered());
        boolean mayPack = emission.isOfValues() && !context.isOfSubscriber();
        this.intake = new Intake<>(this, dispatcher, run, codec, mayPack);
    }

    // What the dispatcher asks

    TaskRun<T, O> run() {
        return run;
    }

    TaskDefinition definition() {
        return definition;
    }

    DiagnosticContext context() {
        return context;
    }

    int taskNumber() {
        return taskNumber;
    }

    TimeLimits limits() {
        return limits;
    }

    boolean isCancelled() {
        return isCancelled;
    }

    /** Calls have ended; {@link #wake} follows. */
    void ended(Ended calls) {
        if (!isCancelled) {
            retainedBytes.addAndGet(calls.resultBytes());
            ended.addAndGet(calls.size());
            arrivals.add(calls);
        }
    }

    /** No more can run: what was taken comes out first, then this. */
    void poolFailed(PoolUnusableException why) {
        poolFailure = why;
    }

    /** The pool was closed: the lane runs on while it is asked for more, and ends where it is not. */
    void poolClosing() {
        isClosing = true;
    }

    void wake() {
        if (work.getAndIncrement() == 0) {
            scheduleDrain();
        }
    }

    private void scheduleDrain() {
        try {
            thread.schedule(this::drain);
        } catch (RejectedExecutionException e) {
            // The lane has ended: there is nothing left to emit.
        } catch (OutOfMemoryError e) {
            drain(); // no thread can be started now: better on this one than never
        }
    }

    // The source's side

    @Override
    public void onSubscribe(Subscription subscription) {
        source = subscription;
        try {
            taskNumber = dispatcher.open(this, definition);
        } catch (PoolUnusableException e) {
            isEnded = true;
            subscription.cancel();
            thread.dispose();
            emission.subscriber().onSubscribe(Operators.emptySubscription());
            emission.subscriber().onError(e);
            return;
        }
        emission.subscriber().onSubscribe(this);
    }

    @Override
    public void onNext(T item) {
        if (isSourceDone || isCancelled) {
            Operators.onNextDropped(item, currentContext());
            return;
        }
        if (item instanceof Emissions<?, ?> its) {
            its.decoder(codec::decode, count -> dispatcher.demand(this, count));
            emissions = its;
        }
        if (asking == Thread.currentThread()) {
            gather(item); // the source emits within our request: most of the burst is submitted after it
            return;
        }
        Call call = intake.take(item);
        if (call.end == Call.End.NOT_SENT) {
            refused(call);
        } else {
            submit(List.of(call));
        }
    }

    private void gather(T item) {
        Call notSent = intake.gather(item);
        if (notSent != null) {
            refused(notSent);
        }
        if (intake.isFull()) {
            submit(intake.takeGathered());
        }
    }

    private void refused(Call call) {
        ended(new Ended(call));
        wake();
    }

    private void submit(List<? extends Work> work) {
        long bytes = 0;
        for (Work some : work) {
            bytes += some.inputBytes();
        }
        retainedBytes.addAndGet(bytes);
        dispatcher.submit(this, work);
    }

    @Override
    public void onError(Throwable error) {
        if (isSourceDone) {
            Operators.onErrorDropped(error, currentContext());
            return;
        }
        sourceError = error;
        isSourceDone = true;
        wake();
    }

    @Override
    public void onComplete() {
        isSourceDone = true;
        wake();
    }

    @Override
    public Context currentContext() {
        return emission.subscriber().currentContext();
    }

    // The subscriber's side

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            requested.accumulateAndGet(n, Operators::addCap);
            if (isItemAtHand && work.compareAndSet(0, 1)) {
                takeHere();
            } else {
                wake();
            }
        }
    }

    /** One wake-up less for a single call: its item cannot be waited for, and there is nothing yet to be emitted. */
    private void takeHere() {
        isItemAtHand = false;
        Subscription upstream = source;
        try {
            if (upstream != null && !isSourceDone && isQuiet()) {
                ask(upstream);
            }
        } catch (Throwable e) {
            fail(e);
        }
        int missed = 1;
        do {
            if (!isQuiet() || emitted == intake.taken()) {
                scheduleDrain();
                return;
            }
            missed = work.addAndGet(-missed);
        } while (missed != 0);
    }

    /** Whether nothing has happened that the draining thread has to see to. */
    private boolean isQuiet() {
        return !isCancelled
                && !isEnded
                && !isClosing
                && poolFailure == null
                && sourceError == null
                && emissions == null
                && arrivals.isEmpty();
    }

    @Override
    public void cancel() {
        if (!isCancelled) {
            isCancelled = true;
            Subscription upstream = source;
            if (upstream != null) {
                upstream.cancel();
            }
            dispatcher.cancel(this);
            wake();
        }
    }

    // The drain

    private void drain() {
        int missed = work.get();
        do {
            if (isCancelled && !isEnded) {
                isEnded = true;
                release();
            }
            if (isEnded) {
                arrivals.clear();
            } else {
                emitAndAsk();
            }
            missed = work.addAndGet(-missed);
        } while (missed != 0);
    }

    /** The code of others runs in here: what it throws ends this lane, for a lane that just stops would hang its pool. */
    private void emitAndAsk() {
        try {
            emit();
            finishOrAsk();
        } catch (Throwable e) {
            if (isEnded) {
                Operators.onErrorDropped(e, currentContext());
            } else {
                fail(e);
            }
        }
    }

    private void emit() {
        Emissions<?, ?> values = emissions;
        if (values != null) {
            values.drain();
        }
        long demand = requested.get();
        long bytes = 0;
        while (emitted < demand && !isCancelled && !isEnded) {
            Object next = arrivals.next();
            if (next == null) {
                break;
            }
            emitted++;
            if (next instanceof Call call) {
                bytes += call.inputBytes() + call.resultBytes();
                emit(call);
            } else {
                emission.emitValue(next);
            }
        }
        retainedBytes.addAndGet(-bytes - arrivals.takeReleased());
    }

    private void emit(Call call) {
        Throwable failure = emission.emit(call);
        if (failure != null) {
            PoolUnusableException unusable = poolFailure;
            // That it was cancelled says less than why.
            fail(call.end == Call.End.CANCELLED && unusable != null ? unusable : failure);
        }
    }

    private void fail(Throwable failure) {
        isCancelled = true;
        Subscription upstream = source;
        if (upstream != null) {
            upstream.cancel();
        }
        dispatcher.cancel(this);
        isEnded = true;
        try {
            emission.subscriber().onError(failure);
        } finally {
            release();
        }
    }

    private void finishOrAsk() {
        if (isEnded || isCancelled) {
            return;
        }
        PoolUnusableException unusable = poolFailure;
        Subscription upstream = source;
        if (unusable != null && sourceError == null && upstream != null) {
            // Also if the source has ended: its last items were cancelled, and whoever asked must learn why.
            upstream.cancel();
            sourceError = unusable;
            isSourceDone = true;
        }
        if (isClosing && emitted >= requested.get()) {
            endUnwanted(upstream);
        }
        if (isEnded) {
            return;
        }
        if (isSourceDone && emitted == intake.taken()) {
            finish();
        } else if (!isSourceDone && upstream != null && requested.get() > 0) {
            ask(upstream);
        }
    }

    /** Nobody asks for what is left, and closing must not wait for it for ever: what was taken finishes, unseen. */
    private void endUnwanted(@Nullable Subscription upstream) {
        if (!isSourceDone && upstream != null) {
            upstream.cancel();
            sourceError = new PoolClosedException("pool '" + dispatcher.config().name() + "'");
            isSourceDone = true;
        }
        boolean isLeft = emitted < intake.taken();
        if (isLeft && ended.get() >= intake.taken()) {
            sourceError = new PoolClosedException("pool '" + dispatcher.config().name() + "'");
            arrivals.clear();
            finish();
        }
    }

    private void finish() {
        isEnded = true;
        Throwable error = sourceError;
        try {
            if (error == null) {
                emission.subscriber().onComplete();
            } else {
                emission.subscriber().onError(error);
            }
        } finally {
            release();
        }
    }

    private void ask(Subscription upstream) {
        long window = 2L * dispatcher.window() * (run.isOrdered() ? 2 : 1);
        long outstanding = asked - emitted;
        boolean isRoom = retainedBytes.get() < MAX_RETAINED_BYTES || outstanding == 0;
        if (outstanding > window - Math.max(1, window / 4) || !isRoom) {
            return;
        }
        asked += window - outstanding;
        asking = Thread.currentThread();
        try {
            upstream.request(window - outstanding);
        } finally {
            asking = null;
        }
        List<Work> gathered = intake.takeGathered();
        if (!gathered.isEmpty()) {
            submit(gathered);
        }
    }

    /** After the last signal, so that a pool that waits for its lanes cannot end under it. */
    private void release() {
        dispatcher.close(this, definition);
        thread.dispose();
    }

    /** How an ended call reaches the subscriber. */
    interface Emission<T, O, R> {

        CoreSubscriber<? super R> subscriber();

        /** Emits, or returns the error that ends the flux. */
        @Nullable
        Throwable emit(Call call);

        /** Whether only values go to the subscriber, and nothing else of calls that succeed. */
        default boolean isOfValues() {
            return false;
        }

        /** Emits what a call has returned; if {@link #isOfValues}. */
        default void emitValue(Object value) {
            throw new IllegalStateException("an outcome needs its call");
        }
    }

    /** Every call as an outcome. */
    record OutcomeEmission<T, O>(CoreSubscriber<? super Outcome<T, O>> subscriber, Outcomes<T, O> outcomes)
            implements Emission<T, O, Outcome<T, O>> {
        @Override
        public @Nullable Throwable emit(Call call) {
            subscriber.onNext(outcomes.of(call));
            return null;
        }
    }

    /** Results as they are; the first failure is the error. */
    record ValueEmission<T, O>(CoreSubscriber<? super O> subscriber, Outcomes<T, O> outcomes)
            implements Emission<T, O, O> {
        @Override
        public boolean isOfValues() {
            return true;
        }

        @Override
        @SuppressWarnings("unchecked")
        public void emitValue(Object value) {
            subscriber.onNext((O) value);
        }

        @Override
        public @Nullable Throwable emit(Call call) {
            O value = outcomes.value(call);
            if (value != null) {
                subscriber.onNext(value);
                return null;
            }
            Outcome<T, O> outcome = outcomes.of(call);
            if (outcome instanceof Outcome.Success<T, O> success && success.value() != null) {
                subscriber.onNext(success.value());
                return null;
            }
            if (outcome instanceof Outcome.Skipped<T, O>) {
                return outcomes.skipped(call);
            }
            return outcome instanceof Outcome.Failure<T, O> failure ? failure.failure() : outcomes.returnedNull(call);
        }
    }
}
