package dev.trenza.io;

import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import java.util.List;
import reactor.core.publisher.Flux;

/**
 * A kind of source that is found by its name: what {@code source: { files: "docs/*.md" }} in a pipeline file means.
 *
 * <p>Implementations are public, have a public constructor without arguments, and are listed in
 * {@code META-INF/services/dev.trenza.io.Source} of their jar. Neither the constructor nor the describing methods do
 * work.
 */
public interface Source {

    /** What users type: lower case, words joined by hyphens, unique on the task path. */
    String name();

    /** One line for {@code trenza tasks}. */
    String description();

    /** What it emits, in a few words: {@code "paths"}. */
    String output();

    /** The parameters, in the order in which they are shown; they are checked before anything starts. */
    List<Parameter> parameters();

    /** The parameter that is meant where a bare value stands: {@code range: 5} is {@code range: { to: 5 }}. */
    String mainParameter();

    /**
     * Makes the source. Cold: nothing is opened before subscription, and each subscription begins anew. Emits on demand,
     * never reads ahead of it by more than a buffer, and holds no more than that in memory however much there is.
     *
     * @param parameters values for everything in {@link #parameters()}, already checked by type
     * @throws IllegalArgumentException if they do not fit for another reason; names the parameter
     */
    Flux<Object> open(Parameters parameters);
}
