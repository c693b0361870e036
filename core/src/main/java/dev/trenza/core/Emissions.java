package dev.trenza.core;

import dev.trenza.task.StreamTask;
import dev.trenza.task.Task;
import dev.trenza.worker.protocol.Frame;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One call that emits values, between the pool that runs it and its subscriber. Thread-safe. Not an API, but what pools share:
 * it is the item of a run of one item, whose outcome ends the stream.
 *
 * <p>What was emitted and not yet taken is bounded by whoever emits: a worker by its window, a thread by {@link #emit}. Signals
 * come from the thread that emits or that asks for more, one at a time.
 *
 * <pre>{@code
 * Flux<Integer> same = pool.<Integer, Integer>stream((x, out) -> out.emit(x), 1);
 * }</pre>
 *
 * @param <I> the input
 * @param <O> the values
 */
public final class Emissions<I, O> implements CoreSubscriber<Outcome<Emissions<I, O>, Object>>, Subscription {

    /** By which a run is known to be one of a stream. */
    static final Function<Emissions<?, ?>, @Nullable Object> INPUT = emissions -> emissions.input;

    private static final int GRANT = 16;
    private static final int GRANT_BYTES = 512 << 10;
    private static final int WAIT_MILLIS = 20;
    private static final int LABEL_LIMIT = 200;

    private final TaskPool pool;
    private final TaskRun<Emissions<I, O>, Object> run;
    private final I input;
    private final Consumer<? super Outcome<?, Object>> end;
    private final CoreSubscriber<? super O> subscriber;
    private final AtomicLong requested = new AtomicLong();
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicInteger starts = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasRoom = lock.newCondition();

    // Mutable state, fenced by lock
    private final ArrayDeque<Object> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean isDone;
    private @Nullable Throwable error;

    // Mutable state
    private volatile @Nullable Subscription call;
    private volatile boolean isCancelled;
    private volatile boolean hasReceived;
    private volatile @Nullable Outcome<?, Object> how;
    private volatile @Nullable Decoder decoder;
    private volatile @Nullable IntConsumer granter;

    // Mutable state of the thread that drains
    private long emitted;
    private int ungranted;
    private long ungrantedBytes;
    private boolean isEnded;

    private Emissions(
            TaskPool pool,
            TaskRun<Emissions<I, O>, Object> run,
            I input,
            Consumer<? super Outcome<?, Object>> end,
            CoreSubscriber<? super O> subscriber) {
        this.pool = pool;
        this.run = run;
        this.input = input;
        this.end = end;
        this.subscriber = subscriber;
    }

    /** How a pool makes a value of bytes. */
    @FunctionalInterface
    public interface Decoder {

        /**
         * Decodes a value.
         *
         * @throws IOException ends the stream
         */
        @Nullable
        Object decode(byte[] payload) throws IOException;
    }

    static <I, O> Flux<O> flux(TaskPool pool, StreamTask<? super I, O> task, I input) {
        return flux(pool, Emissions.<I, O>run(task), input, outcome -> {});
    }

    /**
     * How a call is run that emits; to be given its limits and the like.
     *
     * @param task a {@link StreamTask}, or the name of one
     */
    public static <I, O> TaskRun<Emissions<I, O>, Object> run(Task<?, ?> task) {
        return new TaskRun<>(task, inputOf(), Emissions::toString, false, TimeLimits.NONE, TaskRun.Retry.NEVER, null);
    }

    /**
     * What a call emits; {@link TaskPool#stream} with all that there is to say.
     *
     * @param run from {@link #run}
     * @param end is told how the call ended, behind the last value and before the end is signalled; not if it was cancelled
     */
    public static <I, O> Flux<O> flux(
            TaskPool pool, TaskRun<Emissions<I, O>, Object> run, I input, Consumer<? super Outcome<?, Object>> end) {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super O> subscriber) {
                subscriber.onSubscribe(new Emissions<I, O>(pool, run, input, end, subscriber));
            }
        };
    }

    // The pool's side

    /** The same function for all streams, whatever their input is. */
    @SuppressWarnings("unchecked")
    private static <I, O, A> Function<Emissions<I, O>, A> inputOf() {
        return (Function<Emissions<I, O>, A>) (Function<?, ?>) INPUT;
    }

    /** Values come as bytes. To be called before the first of them. */
    public void decoder(Decoder its, IntConsumer granted) {
        decoder = its;
        granter = granted;
    }

    /** Whether a value has come: then the call must not run again, or that value would come twice. */
    public boolean hasReceived() {
        return hasReceived;
    }

    /**
     * Takes an encoded value; {@link #drain} follows.
     *
     * @return whether there was room for it
     */
    public boolean offer(byte[] payload) {
        lock.lock();
        try {
            hasReceived = true;
            if (isDone || isCancelled) {
                return true;
            }
            if (queue.size() >= Frame.Emitted.WINDOW || queuedBytes >= Frame.Emitted.WINDOW_BYTES) {
                return false;
            }
            queuedBytes += payload.length;
            queue.add(payload);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a value.
     *
     * @param mayWait whether the thread waits for room; otherwise all is kept
     * @param whileWaiting is run now and then
     * @throws CancellationException if nobody wants it any more, or the thread is interrupted while it waits
     */
    public void emit(Object value, boolean mayWait, Runnable whileWaiting) {
        lock.lock();
        try {
            while (mayWait && !isDone && !isCancelled && queue.size() >= Frame.Emitted.WINDOW) {
                whileWaiting.run();
                boolean unused = hasRoom.await(WAIT_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (isDone || isCancelled) {
                throw new CancellationException("the call was cancelled");
            }
            hasReceived = true;
            queue.add(value);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the call was cancelled");
        } finally {
            lock.unlock();
        }
        drain();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        call = subscription;
        if (isCancelled) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(Outcome<Emissions<I, O>, Object> outcome) {
        how = outcome;
        if (outcome instanceof Outcome.Skipped<Emissions<I, O>, Object> skipped) {
            done(new TaskCancelledException("the stream was not run: " + skipped.reason()));
        } else {
            done(outcome instanceof Outcome.Failure<Emissions<I, O>, Object> failure ? failure.failure() : null);
        }
    }

    @Override
    public void onError(Throwable failure) {
        done(failure);
    }

    @Override
    public void onComplete() {
        done(null);
    }

    private void done(@Nullable Throwable failure) {
        lock.lock();
        try {
            if (!isDone) {
                isDone = true;
                error = failure;
                hasRoom.signalAll();
            }
        } finally {
            lock.unlock();
        }
        drain();
    }

    @Override
    public Context currentContext() {
        return subscriber.currentContext();
    }

    // The subscriber's side

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            requested.accumulateAndGet(n, Operators::addCap);
            if (!isCancelled && starts.compareAndSet(0, 1)) {
                pool.outcomes(Flux.just(this), run).subscribe(this);
            }
            drain();
        }
    }

    @Override
    public void cancel() {
        isCancelled = true;
        Subscription running = call;
        if (running != null) {
            running.cancel();
        }
        drain();
    }

    /** Emits what there is and is asked for; may be called by anybody. */
    public void drain() {
        if (work.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            try {
                emitSome();
            } catch (Throwable e) { // an alien value, a user's toString: or nobody would ever be told the end
                failOnce(e);
            }
            missed = work.addAndGet(-missed);
        } while (missed != 0);
    }

    private void failOnce(Throwable failure) {
        if (isEnded) {
            Operators.onErrorDropped(failure, subscriber.currentContext());
        } else {
            fail(failure);
        }
    }

    private void emitSome() {
        while (!isEnded) {
            Object next;
            boolean isLast;
            lock.lock();
            try {
                if (isCancelled) {
                    queue.clear();
                    hasRoom.signalAll();
                    isEnded = true;
                    return;
                }
                isLast = isDone && queue.isEmpty();
                next = emitted < requested.get() ? queue.poll() : null;
                queuedBytes -= next instanceof byte[] bytes ? bytes.length : 0;
                hasRoom.signal();
            } finally {
                lock.unlock();
            }
            if (isLast) {
                end(error);
                return;
            }
            if (next == null) {
                return;
            }
            emit(next);
        }
    }

    private void emit(Object next) {
        emitted++;
        O value;
        try {
            value = value(next);
        } catch (IOException e) {
            fail(new TaskFailedException(
                    "task '" + TaskName.of(run.task()) + "' on item '" + this
                            + "' has emitted a value that cannot be decoded: " + e.getMessage(),
                    e));
            return;
        }
        try {
            subscriber.onNext(value);
        } catch (RuntimeException | Error e) {
            fail(e); // a subscriber that throws ends its stream, and not the pool's thread
            return;
        }
        IntConsumer grant = granter;
        if (grant != null && next instanceof byte[] bytes) {
            ungranted++;
            ungrantedBytes += bytes.length;
            if (ungranted >= GRANT || ungrantedBytes >= GRANT_BYTES) {
                int count = ungranted;
                ungranted = 0;
                ungrantedBytes = 0;
                grant.accept(count);
            }
        }
    }

    private void fail(Throwable failure) {
        Subscription running = call;
        if (running != null) {
            running.cancel();
        }
        end(failure);
    }

    @SuppressWarnings("unchecked") // it is what the task has emitted
    private O value(Object next) throws IOException {
        Decoder its = decoder;
        Object value = its == null ? next : its.decode((byte[]) next);
        if (value == null) {
            throw new IOException("it is null");
        }
        return (O) value;
    }

    private void end(@Nullable Throwable failure) {
        isEnded = true;
        lock.lock();
        try {
            isDone = true;
            queue.clear();
            hasRoom.signalAll();
        } finally {
            lock.unlock();
        }
        Outcome<?, Object> outcome = how;
        if (outcome != null) {
            end.accept(outcome);
        }
        if (failure == null) {
            subscriber.onComplete();
        } else {
            subscriber.onError(failure);
        }
    }

    /** The input, as it is called in messages. */
    @Override
    public String toString() {
        String text = input instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(input);
        return text.length() <= LABEL_LIMIT ? text : text.substring(0, LABEL_LIMIT) + "...";
    }
}
