package dev.trenza.core.pipeline;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import reactor.core.publisher.Flux;

/**
 * A source and the stages through which its items go. Immutable.
 *
 * <pre>{@code
 * Stage read = Stage.io("read", threads, item -> fetch(item));
 * PipelineStream documents = PipelineStream.of("documents", paths, read).ordered();
 * }</pre>
 *
 * @param name unique within the pipeline
 * @param source emits origins, {@link SourceItem}s for what it could not produce, and {@link SkippedItem}s for what need
 *     not run. It is cold: every run subscribes again. If it blocks it must bring its own scheduler ({@code subscribeOn}), or it blocks a thread of the pools
 * @param stages in the order in which an item goes through them; their names differ. None at all is allowed: what the
 *     source emits is then the result
 * @param isOrdered whether the stream's outcomes come in the order of the source; a slow item then holds up those behind
 *     it, and the source when too many wait
 *     If a stage makes items of others, failures come as they happen
 * @param onError what becomes of an item that the source could not produce; stages have their own
 */
public record PipelineStream(String name, Flux<?> source, List<Stage> stages, boolean isOrdered, OnError onError) {

    public PipelineStream {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(onError, "onError");
        stages = List.copyOf(stages);
        Set<String> names = new HashSet<>();
        for (Stage stage : stages) {
            if (!names.add(stage.name())) {
                throw new IllegalArgumentException(
                        "two stages of stream '" + name + "' are named '" + stage.name() + "'; give each its own name");
            }
        }
    }

    /** A stream in which what the source could not produce fails. */
    public PipelineStream(String name, Flux<?> source, List<Stage> stages, boolean isOrdered) {
        this(name, source, stages, isOrdered, OnError.FAIL);
    }

    /** A stream whose outcomes come as they are ready. */
    public static PipelineStream of(String name, Flux<?> source, Stage... stages) {
        return new PipelineStream(name, source, List.of(stages), false);
    }

    /** The same stream with its outcomes in the order of the source. */
    public PipelineStream ordered() {
        return new PipelineStream(name, source, stages, true, onError);
    }

    /** The same stream with another end for what the source could not produce. */
    public PipelineStream withOnError(OnError newOnError) {
        return new PipelineStream(name, source, stages, isOrdered, newOnError);
    }

    /** Whether a stage makes items of others, so that outcomes are not those of the source's items one by one. */
    public boolean isReshaped() {
        return stages.stream().anyMatch(stage -> stage.reshape() != null);
    }
}
