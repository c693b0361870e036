package dev.trenza.core.process;

import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.PoolUnusableException;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TimeLimits;
import dev.trenza.worker.protocol.DiagnosticContext;
import dev.trenza.worker.protocol.TaskDefinition;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * One subscription to a pool: takes items from its source, hands them to the {@link Dispatcher} as calls, and emits how
 * they ended.
 *
 * <p>Written against Reactive Streams rather than composed from {@code flatMap}, which costs a factor of 40 here. Three
 * sides meet: the source's thread calls {@link #onNext}; whoever ends calls, a reader thread as a rule, puts them into
 * {@link #done}; and {@link #drain}, on one thread of the pool at a time, emits, and asks the source for more. What was
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
    private final ValueCodec codec;
    private final Emission<T, O, ?> emission;
    private final Scheduler.Worker thread;
    private final TimeLimits limits;
    private final int maxPayload;

    private final Queue<Ended> done = Queues.<Ended>unboundedMultiproducer().get();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicLong requested = new AtomicLong();
    private final AtomicLong retainedBytes = new AtomicLong();

    // Mutable state, fenced by the dispatcher's lock
    final ArrayDeque<Call> pending = new ArrayDeque<>();
    boolean isWaiting;
    private volatile @Nullable PoolUnusableException poolFailure;
    private volatile boolean isClosing;

    // Mutable state, written by the source's thread
    private long taken;
    private final List<Call> burst = new ArrayList<>();
    private volatile boolean isSourceDone;
    private @Nullable Throwable sourceError;

    // Mutable state of the draining thread
    private @Nullable Subscription source;
    private volatile @Nullable Thread asking;
    private final InOrder inOrder = new InOrder();
    private long asked;
    private @Nullable Call nextDone;
    private long emitted;
    private boolean isEnded;

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
        this.codec = codec;
        this.emission = emission;
        this.thread = thread;
        this.limits = run.limits().orElse(dispatcher.config().limits());
        this.maxPayload = dispatcher.config().maxPayload();
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
            done.add(calls);
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
        Call call = take(item);
        if (call.end == Call.End.NOT_SENT) {
            ended(new Ended(call));
            wake();
        } else if (asking == Thread.currentThread()) {
            burst.add(call); // the source emits within our request: the whole burst is submitted after it
        } else {
            dispatcher.submit(this, List.of(call));
        }
    }

    private Call take(T item) {
        long now = dispatcher.now();
        long index = taken++;
        try {
            Object input = run.input().apply(item);
            if (input instanceof QuarantinedItem.Input kept) {
                return new Call(this, kept.index(), item, kept.payload(), now);
            }
            byte[] payload = codec.encode(input);
            if (payload.length > maxPayload) {
                return Call.notSent(this, index, item, tooLarge(payload.length), now);
            }
            retainedBytes.addAndGet(payload.length);
            Call call = new Call(this, index, item, payload, now);
            call.position = run.position(item, index);
            call.queueLimit(limits.nanos(TimeLimits.Kind.QUEUE));
            return call;
        } catch (IOException e) {
            return Call.notSent(this, index, item, String.valueOf(e.getMessage()), now);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return Call.notSent(this, index, item, "its input cannot be had: " + e, now);
        }
    }

    private String tooLarge(int length) {
        return "its " + length + " bytes are more than the limit of " + maxPayload
                + "; pass a path, or raise maxPayload";
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
            if (!isQuiet() || emitted == taken) {
                scheduleDrain();
                return;
            }
            missed = work.addAndGet(-missed);
        } while (missed != 0);
    }

    /** Whether nothing has happened that the draining thread has to see to. */
    private boolean isQuiet() {
        return !isCancelled && !isEnded && !isClosing && poolFailure == null && sourceError == null && done.isEmpty();
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
                done.clear();
                nextDone = null;
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
        long demand = requested.get();
        long bytes = 0;
        while (emitted < demand && !isCancelled && !isEnded) {
            Call call = next();
            if (call == null) {
                break;
            }
            emitted++;
            bytes += call.payload.length + call.result.length;
            Throwable failure = emission.emit(call);
            if (failure != null) {
                PoolUnusableException unusable = poolFailure;
                // That it was cancelled says less than why.
                fail(call.end == Call.End.CANCELLED && unusable != null ? unusable : failure);
            }
        }
        retainedBytes.addAndGet(-bytes);
    }

    private @Nullable Call next() {
        if (!run.isOrdered()) {
            return nextDone();
        }
        for (Call call = nextDone(); call != null; call = nextDone()) {
            inOrder.add(call);
        }
        return inOrder.next();
    }

    private @Nullable Call nextDone() {
        Call call = nextDone;
        if (call == null) {
            Ended calls = done.poll();
            call = calls == null ? null : calls.first();
        }
        nextDone = call == null ? null : Ended.after(call);
        return call;
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
        if (isSourceDone && emitted == taken) {
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
        boolean isLeft = emitted < taken;
        if (isLeft && ended.get() >= taken) {
            sourceError = new PoolClosedException("pool '" + dispatcher.config().name() + "'");
            done.clear();
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
        if (!burst.isEmpty()) {
            dispatcher.submit(this, burst);
            burst.clear();
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
            return outcome instanceof Outcome.Failure<T, O> failure ? failure.failure() : outcomes.returnedNull(call);
        }
    }
}
