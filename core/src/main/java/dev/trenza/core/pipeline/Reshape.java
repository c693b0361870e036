package dev.trenza.core.pipeline;

import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskFailedException;
import java.lang.reflect.Array;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * What a stage does that makes one item of many, or many of one. Immutable; made by {@link Stage#batch},
 * {@link Stage#each}, {@link Stage#aggregate} and {@link Stage#emitting}.
 *
 * <pre>{@code
 * Stage hundreds = Stage.batch("hundreds", 100);
 * }</pre>
 */
public final class Reshape {

    /** The task makes the items, one for each value that it emits. */
    static final Reshape EMITTING = new Reshape((passages, stage, run) -> run.emitted(passages, stage));

    private static final int PREFETCH = 32;

    private final Operator operator;

    private Reshape(Operator operator) {
        this.operator = operator;
    }

    /** Items in, other items out. */
    @FunctionalInterface
    private interface Operator {
        Flux<Passage> apply(Flux<Passage> passages, Stage stage, StreamRun run);
    }

    Flux<Passage> apply(Flux<Passage> passages, Stage stage, StreamRun run) {
        return operator.apply(passages, stage, run);
    }

    static Reshape batch(int size, @Nullable Duration within) {
        if (size < 1) {
            throw new IllegalArgumentException("size must be >= 1, was " + size);
        }
        if (within != null && (within.isZero() || within.isNegative())) {
            throw new IllegalArgumentException("within must be positive, was " + within);
        }
        return new Reshape((passages, stage, run) -> new Batches<>(passages, size, within).map(Reshape::batched));
    }

    private static Passage batched(List<Passage> passages) {
        List<Object> origins = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        long waitNanos = 0;
        long runNanos = 0;
        for (Passage passage : passages) {
            origins.add(passage.item().origin());
            values.add(passage.item().value());
            waitNanos += passage.waitNanos();
            runNanos += passage.runNanos();
        }
        Item first = passages.get(0).item();
        Item batch = new Item(
                first.stream(),
                first.seq(),
                Collections.unmodifiableList(origins),
                Collections.unmodifiableList(values),
                first.part());
        return new Passage(batch, waitNanos, runNanos);
    }

    static Reshape each(Function<? super Item, ? extends @Nullable Object> many) {
        return new Reshape((passages, stage, run) -> passages.concatMapIterable(
                passage -> {
                    try {
                        return parts(passage, elements(many.apply(passage.item())));
                    } catch (RuntimeException e) {
                        run.depart(StreamRun.afterError(failed(passage, stage, e), stage.onError()));
                        return List.of();
                    }
                },
                PREFETCH));
    }

    /** The elements of what a task returned. */
    private static Iterable<?> elements(@Nullable Object many) {
        if (many instanceof Iterable<?> iterable) {
            return iterable;
        }
        if (many != null && many.getClass().isArray() && !(many instanceof byte[])) {
            int length = Array.getLength(many);
            return () -> new Iterator<@Nullable Object>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < length;
                }

                @Override
                public @Nullable Object next() {
                    return Array.get(many, next++);
                }
            };
        }
        throw new IllegalArgumentException("items are made of a list or an array, was "
                + (many == null ? "null" : many.getClass().getSimpleName()));
    }

    /** One after the other, as they are asked for; the times of the whole are those of the first. */
    private static Iterable<Passage> parts(Passage whole, Iterable<?> elements) {
        return () -> {
            Iterator<?> values = elements.iterator();
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return values.hasNext();
                }

                @Override
                public Passage next() {
                    boolean isFirst = next == 0;
                    Item part = whole.item().part(next++, values.next());
                    return new Passage(part, isFirst ? whole.waitNanos() : 0, isFirst ? whole.runNanos() : 0);
                }
            };
        };
    }

    static Reshape aggregate(Supplier<? extends Aggregate> aggregates) {
        return new Reshape((passages, stage, run) -> Flux.defer(() -> {
            Aggregate aggregate = aggregates.get();
            Times times = new Times();
            return passages.<Passage>handle((passage, next) -> {
                        try {
                            aggregate.add(passage.item());
                            times.add(passage);
                        } catch (RuntimeException e) {
                            run.depart(StreamRun.afterError(failed(passage, stage, e), stage.onError()));
                        }
                    })
                    .concatWith(Flux.defer(() -> Flux.fromIterable(results(aggregate, times, stage, run))));
        }));
    }

    private static List<Passage> results(Aggregate aggregate, Times times, Stage stage, StreamRun run) {
        List<Passage> passages = new ArrayList<>();
        Collection<? extends @Nullable Object> results = aggregate.results();
        for (Object result : results) {
            boolean isFirst = passages.isEmpty();
            Item item = result instanceof Item kept
                    ? kept
                    : new Item(
                            run.streamName(),
                            run.itemsOfSource(),
                            stage.name(),
                            result,
                            results.size() == 1 ? "" : String.valueOf(passages.size()));
            passages.add(new Passage(item, isFirst ? times.waitNanos : 0, isFirst ? times.runNanos : 0));
        }
        return passages;
    }

    private static StreamOutcome failed(Passage passage, Stage stage, RuntimeException e) {
        String message = "stage '" + stage.name() + "' cannot take '" + passage.item() + "': " + e.getMessage();
        Outcome<Passage, Object> outcome = new Outcome.Failed<>(
                passage.item().seq(), passage, new TaskFailedException(message, e), Execution.NONE);
        return passage.ended(stage, outcome);
    }

    /** What the items that went into an aggregate took. */
    private static final class Times {

        private long waitNanos;
        private long runNanos;

        void add(Passage passage) {
            waitNanos += passage.waitNanos();
            runNanos += passage.runNanos();
        }
    }
}
