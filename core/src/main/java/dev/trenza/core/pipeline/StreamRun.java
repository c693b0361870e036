package dev.trenza.core.pipeline;

import dev.trenza.core.Emissions;
import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskRun;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One subscription to one stream.
 *
 * <pre>
 *                 demand &lt;----------------------------------------------+
 *   source --&gt; Gate --&gt; stage --&gt; stage --&gt; ... --&gt; last stage --&gt; Tail   |
 *               |         |         |                             |     |
 *               | failed  | failed  | failed                      v     |
 *               +---------+---------+---------------------&gt; Departures --&gt; subscriber
 * </pre>
 *
 * <p>What fails leaves at once, past the stages that follow. The demand of the subscriber goes to the last stage, and from
 * there through the pools, each with its window, to the gate. The gate keeps the source waiting while too many outcomes
 * have not left: that bounds the failures that nobody asks for, and what waits for a slow item of an ordered stream.
 */
final class StreamRun implements Subscription {

    private static final int MOST_DEPARTURES = 256;
    private static final int EMITTED = 32;

    private final CoreSubscriber<? super StreamOutcome> subscriber;
    private final PipelineStream stream;
    private final RunEvents events;
    private final boolean isReshaped;
    /** Whether outcomes are brought into the order of the source at the end; otherwise the pools keep it on the way. */
    private final boolean isSorted;

    private final Departures departures;
    private final Tail tail = new Tail();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger drains = new AtomicInteger();

    // Mutable state
    private volatile @Nullable Gate gate;
    private volatile boolean isOver;
    private volatile @Nullable Throwable error;
    private volatile long itemsOfSource;
    private volatile boolean isEnded;

    StreamRun(CoreSubscriber<? super StreamOutcome> subscriber, PipelineStream stream, RunEvents events) {
        this.subscriber = subscriber;
        this.stream = stream;
        this.events = events;
        this.isReshaped = stream.isReshaped();
        this.isSorted = stream.isOrdered() && !isReshaped;
        this.departures = new Departures(isSorted);
    }

    /** Lays the stages between the source and the subscriber, and opens them. */
    void start() {
        Flux<Passage> passages = new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Passage> next) {
                stream.source().subscribe(new Gate(next));
            }
        };
        Iterator<Stage> stages = stream.stages().iterator();
        while (stages.hasNext()) {
            Stage stage = stages.next();
            Reshape reshape = stage.reshape();
            if (reshape != null) {
                passages = reshape.apply(passages, stage, this);
                continue;
            }
            Flux<Outcome<Passage, Object>> outcomes = stage.pool().outcomes(paced(passages, stage), runOf(stage));
            if (!stages.hasNext()) {
                outcomes.map(outcome -> ended(stage, outcome)).subscribe(tail);
                return;
            }
            passages = outcomes.handle((outcome, next) -> {
                if (outcome instanceof Outcome.Success<Passage, Object> success) {
                    events.stageFinished(stage, success);
                    next.next(success.item().after(success.execution(), success.value()));
                } else {
                    depart(ended(stage, outcome));
                }
            });
        }
        String last = stream.stages().isEmpty()
                ? null
                : stream.stages().get(stream.stages().size() - 1).name();
        passages.map(passage -> passage.ended(last)).subscribe(tail);
    }

    private static Flux<Passage> paced(Flux<Passage> passages, Stage stage) {
        Rate rate = stage.rate();
        return rate == null ? passages : Pacing.pace(passages, rate);
    }

    /** The name of the stream. */
    String streamName() {
        return stream.name();
    }

    /** How many items the source has emitted; at its end a place that none of them has. */
    long itemsOfSource() {
        return itemsOfSource;
    }

    /** Items of what a task emits; as many calls at once as the pool can run. */
    Flux<Passage> emitted(Flux<Passage> passages, Stage stage) {
        Function<Passage, Flux<Passage>> parts = passage -> partsOf(passage, stage);
        int calls = stage.pool().concurrency();
        return stream.isOrdered()
                ? paced(passages, stage).flatMapSequential(parts, calls, EMITTED)
                : paced(passages, stage).flatMap(parts, calls, EMITTED);
    }

    private Flux<Passage> partsOf(Passage whole, Stage stage) {
        return Flux.defer(() -> {
            EmittingCall call = new EmittingCall(whole);
            return values(call, stage)
                    .<Passage>handle((value, next) -> {
                        Passage part = call.part(value);
                        if (value instanceof SourceItem failed) {
                            depart(afterError(notProduced(failed, part.item(), stage), stage.onError()));
                        } else {
                            next.next(part);
                        }
                    })
                    .doOnComplete(() -> events.stageFinished(stage, call.outcome()))
                    .onErrorResume(EmittingCall::isOfItem, e -> {
                        depart(ended(stage, call.outcomeAfter(e)));
                        return Flux.empty();
                    });
        });
    }

    @SuppressWarnings("NullAway") // null is an input as any other
    private Flux<Object> values(EmittingCall call, Stage stage) {
        Item item = call.whole().item();
        TaskRun<Emissions<Object, Object>, Object> run = Emissions.<Object, Object>run(stage.task())
                .limits(stage.limits())
                .retry(stage.retry())
                .label(emissions -> item.toString())
                .from(new TaskRun.Origin<>(stream.name(), emissions -> item.seq()));
        try {
            return Emissions.flux(stage.pool(), run, stage.input().apply(item), call::ended);
        } catch (RuntimeException e) {
            return Flux.error(new TaskFailedException(
                    "stage '" + stage.name() + "' has no input for '" + item + "': " + e.getMessage(), e));
        }
    }

    private static StreamOutcome notProduced(SourceItem failed, Item part, Stage stage) {
        TaskFailedException failure = new TaskFailedException(
                "stage '" + stage.name() + "' could not produce '" + failed.origin() + "': " + failed.failure(),
                failed.failure());
        Item item = part.with(part.origin());
        return new StreamOutcome(
                part.stream(), new Outcome.Failed<>(part.seq(), item, failure, Execution.NONE), stage.name(), 0, 0);
    }

    private TaskRun<Passage, Object> runOf(Stage stage) {
        return new TaskRun<>(
                stage.task(),
                passage -> stage.input().apply(passage.item()),
                passage -> passage.item().toString(),
                stream.isOrdered() && isReshaped,
                stage.limits(),
                stage.retry(),
                new TaskRun.Origin<>(stream.name(), passage -> passage.item().seq()));
    }

    private StreamOutcome ended(Stage stage, Outcome<Passage, Object> outcome) {
        events.stageFinished(stage, outcome);
        return afterError(outcome.item().ended(stage, outcome), stage.onError());
    }

    /** What an item ends as that was not produced or that a stage failed. */
    static StreamOutcome afterError(StreamOutcome end, OnError onError) {
        boolean isAsked = end.outcome() instanceof Outcome.Failure && !(end.outcome() instanceof Outcome.Cancelled);
        if (!isAsked) {
            return end;
        }
        try {
            return onError.apply(end);
        } catch (RuntimeException e) {
            ((Outcome.Failure<?, ?>) end.outcome()).failure().addSuppressed(e);
            return end;
        }
    }

    /** An outcome leaves, past the stages that follow. */
    void depart(StreamOutcome outcome) {
        departures.add(outcome);
        drain();
    }

    // From the subscriber

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            demand.accumulateAndGet(n, Operators::addCap);
            if (!isSorted) {
                tail.request(n);
            }
            drain();
        }
    }

    @Override
    public void cancel() {
        isEnded = true;
        tail.cancel();
        if (drains.getAndIncrement() == 0) {
            departures.clear();
        }
    }

    // The drain

    private void drain() {
        if (drains.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            emitWhatIsWanted();
            missed = drains.addAndGet(-missed);
        } while (missed != 0);
    }

    private void emitWhatIsWanted() {
        long wanted = demand.get();
        long emitted = 0;
        while (!isEnded) {
            // Read before the poll: what came before the end is then seen by it.
            boolean isLast = isOver;
            StreamOutcome outcome = emitted < wanted ? departures.poll(isLast) : null;
            if (outcome == null) {
                if (isLast && departures.size() == 0) {
                    complete();
                }
                break;
            }
            emitted++;
            subscriber.onNext(outcome);
        }
        if (isEnded) {
            departures.clear();
            return;
        }
        if (emitted > 0 && wanted != Long.MAX_VALUE) {
            demand.addAndGet(-emitted);
        }
        Gate opened = gate;
        if (opened != null) {
            opened.passOn();
        }
    }

    private void complete() {
        isEnded = true;
        Throwable failure = error;
        if (failure == null) {
            subscriber.onComplete();
        } else {
            subscriber.onError(failure);
        }
    }

    /** Between the source and the first stage: numbers the items, and keeps the source waiting when it must. */
    private final class Gate implements CoreSubscriber<Object>, Subscription {

        private final CoreSubscriber<? super Passage> next;
        private final AtomicLong asked = new AtomicLong();

        // Mutable state
        private @Nullable Subscription source;
        private long seq;

        Gate(CoreSubscriber<? super Passage> next) {
            this.next = next;
        }

        @Override
        public Context currentContext() {
            return next.currentContext();
        }

        @Override
        public void onSubscribe(Subscription s) {
            if (Operators.validate(source, s)) {
                source = s;
                gate = this;
                next.onSubscribe(this);
            }
        }

        @Override
        public void onNext(Object emitted) {
            itemsOfSource = seq + 1;
            if (emitted instanceof SourceItem failed) {
                depart(afterError(failed(failed, seq++), stream.onError()));
                request(1);
            } else if (emitted instanceof SkippedItem skipped) {
                depart(skipped(skipped, seq++));
                request(1);
            } else {
                next.onNext(new Passage(new Item(stream.name(), seq++, emitted, emitted), 0, 0));
            }
        }

        @Override
        public void onError(Throwable thrown) {
            next.onError(new StreamFailedException(stream.name(), thrown));
        }

        @Override
        public void onComplete() {
            next.onComplete();
        }

        @Override
        public void request(long n) {
            asked.accumulateAndGet(n, Operators::addCap);
            passOn();
        }

        @Override
        public void cancel() {
            if (source != null) {
                source.cancel();
            }
        }

        /** Asks the source for what the first stage asked for, if there is room. */
        void passOn() {
            if (asked.get() > 0 && departures.size() < MOST_DEPARTURES) {
                long n = asked.getAndSet(0);
                if (n > 0 && source != null) {
                    source.request(n);
                }
            }
        }
    }

    private StreamOutcome failed(SourceItem failed, long seq) {
        Item item = new Item(stream.name(), seq, failed.origin(), failed.origin());
        TaskFailedException failure = new TaskFailedException(
                "the source of stream '" + stream.name() + "' could not produce '" + item + "': " + failed.failure(),
                failed.failure());
        return new StreamOutcome(stream.name(), new Outcome.Failed<>(seq, item, failure, Execution.NONE), null, 0, 0);
    }

    private StreamOutcome skipped(SkippedItem skipped, long seq) {
        Item item = new Item(stream.name(), seq, skipped.origin(), skipped.origin());
        return new StreamOutcome(
                stream.name(), new Outcome.Skipped<>(seq, item, skipped.reason(), Execution.NONE), null, 0, 0);
    }

    /** Behind the last stage. */
    private final class Tail implements CoreSubscriber<StreamOutcome> {

        // Mutable state
        private @Nullable Subscription last;

        @Override
        public Context currentContext() {
            return subscriber.currentContext();
        }

        @Override
        public void onSubscribe(Subscription s) {
            if (Operators.validate(last, s)) {
                last = s;
                subscriber.onSubscribe(StreamRun.this);
                if (isSorted) {
                    // What is asked for may be behind others; the gate limits those.
                    s.request(Long.MAX_VALUE);
                }
            }
        }

        @Override
        public void onNext(StreamOutcome outcome) {
            depart(outcome);
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

        void request(long n) {
            if (last != null) {
                last.request(n);
            }
        }

        void cancel() {
            if (last != null) {
                last.cancel();
            }
        }
    }
}
