package dev.trenza.core.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.concurrent.Queues;

/**
 * Streams that are started together and merged into one flow of outcomes. Immutable and thread-safe.
 *
 * <pre>{@code
 * Pipeline pipeline = Pipeline.builder("combined")
 *         .stream("downloads", Flux.range(0, 5), Stage.io("sleep", threads, item -> fetch(item)))
 *         .stream("squares", Flux.range(0, 5), Stage.cpu("square", workers, (Integer x) -> x * x))
 *         .build();
 * CombinedResult result = pipeline.collect().block();
 * }</pre>
 *
 * <p>An item that a stage failed passes by the stages after it and ends at once; the others go on. The pools belong to
 * whoever made them: the pipeline never closes one.
 */
public final class Pipeline {

    private final String name;
    private final List<PipelineStream> streams;
    private final List<RunListener> listeners;

    private Pipeline(Builder builder) {
        this.name = builder.name;
        this.streams = List.copyOf(builder.streams.values());
        this.listeners = List.copyOf(builder.listeners);
    }

    /** Begins a pipeline without streams. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** The pipeline's name. */
    public String name() {
        return name;
    }

    /** The streams, in the order of their declaration. */
    public List<PipelineStream> streams() {
        return streams;
    }

    /**
     * Runs all streams.
     *
     * <p>Nothing happens before subscription; each subscription is a run of its own, that subscribes to the sources and
     * runs the tasks again. All streams are started together. Emits exactly one outcome for every item of every source,
     * as they come (in the order of the source within an ordered stream), and completes when all streams have. Empty
     * sources touch no pool.
     *
     * <p>What is requested bounds what is taken from the sources, across all stages: beyond it no more than the windows of
     * the pools and a few hundred outcomes. Cancelling cancels the sources and every running task.
     *
     * <p>Outcomes arrive on threads of the pools and sources. With inline pools the streams run on the thread that
     * subscribes, one after the other.
     *
     * @return signals, after the outcomes of all streams, a {@link StreamFailedException} if one source failed, or one
     *     that has those of the others as suppressed; and at once, cancelling everything, a
     *     {@link dev.trenza.core.PoolUnusableException} when a pool can run nothing any more
     */
    public Flux<StreamOutcome> run() {
        return run(listeners);
    }

    /**
     * Runs all streams and keeps everything, so the outcomes must fit into memory; {@link RunSummary} counts without
     * keeping.
     *
     * <p>Nothing happens before subscription; each subscription is a run of its own.
     *
     * @return emits one result when all streams have completed; signals what {@link #run()} signals
     */
    public Mono<CombinedResult> collect() {
        return Mono.defer(() -> {
            RunSummary summary = new RunSummary();
            List<RunListener> all = new ArrayList<>(listeners);
            all.add(summary);
            Map<String, List<StreamOutcome>> outcomes = new LinkedHashMap<>();
            streams.forEach(stream -> outcomes.put(stream.name(), new ArrayList<>()));
            return run(all).doOnNext(outcome -> outcomes.computeIfAbsent(outcome.stream(), stream -> new ArrayList<>())
                            .add(outcome))
                    .then(Mono.fromSupplier(() -> combine(outcomes, summary)));
        });
    }

    private CombinedResult combine(Map<String, List<StreamOutcome>> outcomes, RunSummary summary) {
        Map<String, StreamResult> results = new LinkedHashMap<>();
        outcomes.forEach((stream, unsorted) -> {
            unsorted.sort(Comparator.comparingLong(StreamOutcome::seq));
            results.put(stream, new StreamResult(stream, unsorted, summary.stream(stream)));
        });
        return new CombinedResult(
                name, results, summary.wallTime(), summary.ioTime(), summary.cpuTime(), summary.overlap());
    }

    private Flux<StreamOutcome> run(List<RunListener> all) {
        return Flux.defer(() -> {
            RunEvents events = new RunEvents(all);
            Queue<StreamFailedException> failures = new ConcurrentLinkedQueue<>();
            List<Flux<StreamOutcome>> flows = streams.stream()
                    .map(stream -> new StreamFlux(stream, events)
                            .onErrorResume(StreamFailedException.class, failure -> {
                                failures.add(failure);
                                return Flux.empty();
                            }))
                    .toList();
            events.runStarted(name);
            return merge(flows)
                    .concatWith(Flux.defer(() -> endOf(failures)))
                    .doOnNext(events::itemFinished)
                    .doOnComplete(() -> events.runFinished(RunListener.End.COMPLETED, null))
                    .doOnError(error -> events.runFinished(RunListener.End.FAILED, error))
                    .doOnCancel(() -> events.runFinished(RunListener.End.CANCELLED, null));
        });
    }

    private static Flux<StreamOutcome> merge(List<Flux<StreamOutcome>> flows) {
        if (flows.size() == 1) {
            return flows.get(0);
        }
        return Flux.fromIterable(flows).flatMap(flow -> flow, flows.size(), Queues.SMALL_BUFFER_SIZE);
    }

    /** Nothing, or the first failure with the others in it. */
    private static Flux<StreamOutcome> endOf(Queue<StreamFailedException> failures) {
        StreamFailedException first = failures.poll();
        if (first == null) {
            return Flux.empty();
        }
        failures.forEach(first::addSuppressed);
        return Flux.error(first);
    }

    /** Collects the parts of a {@link Pipeline}. Not thread-safe. */
    public static final class Builder {

        private final String name;
        private final Map<String, PipelineStream> streams = new LinkedHashMap<>();
        private final List<RunListener> listeners = new ArrayList<>();

        private Builder(String name) {
            this.name = Objects.requireNonNull(name, "name");
        }

        /**
         * Adds a stream.
         *
         * @throws IllegalArgumentException if there is one of this name
         */
        public Builder stream(PipelineStream stream) {
            if (streams.putIfAbsent(stream.name(), stream) != null) {
                throw new IllegalArgumentException(
                        "pipeline '" + name + "' already has a stream '" + stream.name() + "'; give each its own name");
            }
            return this;
        }

        /** Adds a stream whose outcomes come as they are ready. */
        public Builder stream(String stream, Flux<?> source, Stage... stages) {
            return stream(PipelineStream.of(stream, source, stages));
        }

        /** Adds a listener to all runs. */
        public Builder listener(RunListener listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Makes the pipeline.
         *
         * @throws IllegalArgumentException if it has no stream
         */
        public Pipeline build() {
            if (streams.isEmpty()) {
                throw new IllegalArgumentException("pipeline '" + name + "' has no stream; add one with stream(...)");
            }
            return new Pipeline(this);
        }
    }
}
