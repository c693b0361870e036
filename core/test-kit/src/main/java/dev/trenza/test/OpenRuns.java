package dev.trenza.test;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

/** The subscriptions that a pool has to wait for before it ends. Thread-safe. */
final class OpenRuns {

    private final Sinks.Empty<Void> ended = Sinks.empty();
    private final ThreadLocal<Boolean> isEmitting = ThreadLocal.withInitial(() -> false);

    // Mutable state, guarded by this
    private int open;
    private boolean isClosed;

    /** Counts each subscription until its end, or refuses it if the pool is closed. */
    <R> Flux<R> count(Flux<R> run, RuntimeException refusal) {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super R> subscriber) {
                if (begin()) {
                    run.subscribe(new Run<>(subscriber));
                } else {
                    Operators.error(subscriber, refusal);
                }
            }
        };
    }

    private synchronized boolean begin() {
        if (!isClosed) {
            open++;
        }
        return !isClosed;
    }

    private void end() {
        boolean isLast;
        synchronized (this) {
            isLast = --open == 0 && isClosed;
        }
        if (isLast) {
            ended.tryEmitEmpty();
        }
    }

    /** Refuses subscriptions from now on. */
    void close() {
        boolean isOver;
        synchronized (this) {
            isClosed = true;
            isOver = open == 0;
        }
        if (isOver) {
            ended.tryEmitEmpty();
        }
    }

    synchronized boolean isClosed() {
        return isClosed;
    }

    /** Completes with the last one that was open when this was closed. */
    Mono<Void> ended() {
        return ended.asMono();
    }

    /** Whether this thread is in the middle of a signal, and would wait for itself. */
    boolean isEmittedHere() {
        return isEmitting.get();
    }

    /** One subscription. */
    private final class Run<R> implements CoreSubscriber<R>, Subscription {

        private final CoreSubscriber<? super R> subscriber;

        // Mutable state
        private @Nullable Subscription source;
        private boolean isOver;

        Run(CoreSubscriber<? super R> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public Context currentContext() {
            return subscriber.currentContext();
        }

        @Override
        public void onSubscribe(Subscription s) {
            source = s;
            subscriber.onSubscribe(this);
        }

        @Override
        public void onNext(R value) {
            signal(() -> subscriber.onNext(value));
        }

        @Override
        public void onError(Throwable error) {
            over();
            signal(() -> subscriber.onError(error));
        }

        @Override
        public void onComplete() {
            over();
            signal(subscriber::onComplete);
        }

        private void signal(Runnable signal) {
            boolean was = isEmitting.get();
            isEmitting.set(true);
            try {
                signal.run();
            } finally {
                isEmitting.set(was);
            }
        }

        @Override
        public void request(long n) {
            if (source != null) {
                source.request(n);
            }
        }

        @Override
        public void cancel() {
            if (source != null) {
                source.cancel();
            }
            over();
        }

        private void over() {
            synchronized (OpenRuns.this) {
                if (isOver) {
                    return;
                }
                isOver = true;
            }
            end();
        }
    }
}
