package dev.trenza.app.run;

import dev.trenza.app.pipelinefile.PipelineFile;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What is to be run: streams whose sources are open but not subscribed, and whose stages are checked. Immutable.
 *
 * @param name for the eyes
 * @param streams at least one
 */
public record Plan(String name, List<StreamPlan> streams) {

    /** Copies the streams. */
    public Plan {
        streams = List.copyOf(streams);
    }

    /** The same with other sources, made from the name and the source of each stream. */
    public Plan withSources(BiFunction<String, Flux<?>, Flux<?>> watch) {
        return new Plan(
                name,
                streams.stream()
                        .map(stream -> new StreamPlan(
                                stream.name(),
                                watch.apply(stream.name(), stream.source()),
                                stream.size(),
                                stream.counting(),
                                stream.ordered(),
                                stream.stages(),
                                stream.onError()))
                        .toList());
    }

    /** How many items there will be in all; empty if a source does not know. */
    public OptionalLong size() {
        boolean isKnown = streams.stream().allMatch(stream -> stream.size().isPresent());
        return isKnown
                ? OptionalLong.of(streams.stream()
                        .mapToLong(stream -> stream.size().getAsLong())
                        .sum())
                : OptionalLong.empty();
    }

    /**
     * One stream.
     *
     * @param name unique in the plan
     * @param source cold
     * @param size how many items it will emit, if that is known
     * @param counting finds that out while the run goes on; empty if it would cost too much, or harm the source
     * @param ordered whether outcomes keep the order of the source
     * @param stages in order
     * @param onError what becomes of an item that the source could not produce
     */
    public record StreamPlan(
            String name,
            Flux<?> source,
            OptionalLong size,
            Mono<Long> counting,
            boolean ordered,
            List<PipelineFile.Stage> stages,
            PipelineFile.ErrorPolicy onError) {

        /** A stream in which what the source could not produce fails. */
        public StreamPlan(
                String name, Flux<?> source, OptionalLong size, boolean ordered, List<PipelineFile.Stage> stages) {
            this(name, source, size, Mono.empty(), ordered, stages, PipelineFile.ErrorPolicy.FAIL);
        }

        /** Copies the stages. */
        public StreamPlan {
            stages = List.copyOf(stages);
        }

        /** The same, whose items can be counted beside the run. */
        public StreamPlan withCounting(Mono<Long> counted) {
            return new StreamPlan(name, source, size, counted, ordered, stages, onError);
        }
    }
}
