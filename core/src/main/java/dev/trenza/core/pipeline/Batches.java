package dev.trenza.core.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * Lists of items: as soon as they are full, the last one at the end, and, where there is a time limit, whatever came
 * within that time from the first item of a list on. Takes no more than one list ahead of what is asked for.
 *
 * <p>Not {@code buffer}, which drops what it holds when the source fails: these items have come, and must end. Not
 * {@code bufferTimeout}, which fails when a list is ready and nobody has asked for it.
 */
final class Batches<T> extends Flux<List<T>> {

    private final Flux<T> items;
    private final int size;
    private final @Nullable Duration within;

    /**
     * Nothing happens before subscription.
     *
     * @param size of a list, at least 1
     * @param within how long its first item waits at most; {@code null} for as long as it takes
     */
    Batches(Flux<T> items, int size, @Nullable Duration within) {
        this.items = items;
        this.size = size;
        this.within = within;
    }

    @Override
    public void subscribe(CoreSubscriber<? super List<T>> subscriber) {
        items.subscribe(new Filling<>(subscriber, size, within));
    }

    /** One subscription. Signals are emitted by whichever thread brings the next item, more demand or the time. */
    private static final class Filling<T> implements CoreSubscriber<T>, Subscription {

        private final CoreSubscriber<? super List<T>> subscriber;
        private final int size;
        private final @Nullable Duration within;
        /** Not the parallel one: what follows may be an inline pool, whose tasks block. */
        private final Scheduler timer = Schedulers.boundedElastic();

        private final Queue<T> arrived = Queues.<T>unbounded().get();
        private final AtomicLong demand = new AtomicLong();
        private final AtomicInteger drains = new AtomicInteger();

        // Mutable state
        private @Nullable Subscription source;
        private volatile boolean isOver;
        private volatile @Nullable Throwable error;
        private volatile boolean isCancelled;
        /** The number of the list whose time has come. */
        private volatile long due;

        // Mutable state, of the thread that drains
        private List<T> batch = new ArrayList<>();
        private long number = 1;
        private int unasked;
        private Disposable time = () -> {};
        private boolean isEnded;

        Filling(CoreSubscriber<? super List<T>> subscriber, int size, @Nullable Duration within) {
            this.subscriber = subscriber;
            this.size = size;
            this.within = within;
            this.unasked = size;
        }

        @Override
        public Context currentContext() {
            return subscriber.currentContext();
        }

        @Override
        public void onSubscribe(Subscription s) {
            if (Operators.validate(source, s)) {
                source = s;
                subscriber.onSubscribe(this);
            }
        }

        @Override
        public void onNext(T item) {
            arrived.offer(item);
            drain();
        }

        @Override
        public void onError(Throwable thrown) {
            error = thrown;
            onComplete();
        }

        @Override
        public void onComplete() {
            isOver = true;
            drain();
        }

        @Override
        public void request(long n) {
            if (Operators.validate(n)) {
                demand.accumulateAndGet(n, Operators::addCap);
                drain();
            }
        }

        @Override
        public void cancel() {
            isCancelled = true;
            if (source != null) {
                source.cancel();
            }
            drain();
        }

        private void drain() {
            if (drains.getAndIncrement() != 0) {
                return;
            }
            int missed = 1;
            do {
                while (step()) {
                    // Until there is nothing to do.
                }
                missed = drains.addAndGet(-missed);
            } while (missed != 0);
        }

        /** Whether there may be more to do. */
        private boolean step() {
            if (isCancelled || isEnded) {
                time.dispose();
                arrived.clear();
                return false;
            }
            boolean isLast = isOver; // Read before the items: what came before the end is then seen.
            fill();
            if (batch.isEmpty() && isLast) {
                end();
                return false;
            }
            boolean isRipe = batch.size() == size || isLast || due == number;
            if (!batch.isEmpty() && isRipe && demand.get() > 0) {
                emit();
                return true;
            }
            return askForMore();
        }

        private void fill() {
            while (batch.size() < size) {
                T item = arrived.poll();
                if (item == null) {
                    return;
                }
                batch.add(item);
                if (batch.size() == 1 && within != null) {
                    startTime(within);
                }
            }
        }

        private void startTime(Duration limit) {
            long its = number;
            time = timer.schedule(
                    () -> {
                        due = its;
                        drain();
                    },
                    limit.toNanos(),
                    TimeUnit.NANOSECONDS);
        }

        private void emit() {
            List<T> full = batch;
            batch = new ArrayList<>();
            unasked += full.size();
            number++;
            time.dispose();
            if (demand.get() != Long.MAX_VALUE) {
                demand.decrementAndGet();
            }
            subscriber.onNext(full);
        }

        private boolean askForMore() {
            Subscription items = source;
            if (unasked == 0 || demand.get() == 0 || isOver || items == null) {
                return false;
            }
            int n = unasked;
            unasked = 0;
            items.request(n);
            return true;
        }

        private void end() {
            isEnded = true;
            Throwable failure = error;
            if (failure == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(failure);
            }
        }
    }
}
