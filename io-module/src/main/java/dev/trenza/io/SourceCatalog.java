package dev.trenza.io;

import dev.trenza.task.InvalidParametersException;
import dev.trenza.task.Parameters;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** The sources that a class loader can see. Immutable. */
public final class SourceCatalog {

    private final ByName<Source> sources;

    private SourceCatalog(ByName<Source> sources) {
        this.sources = sources;
    }

    /**
     * Finds every {@link Source} by {@link java.util.ServiceLoader}.
     *
     * @param loader usually one over the jars of the task path; {@code null} for the system class loader
     * @throws IllegalArgumentException if two sources have one name
     * @throws java.util.ServiceConfigurationError if a listed source cannot be made
     */
    public static SourceCatalog load(@Nullable ClassLoader loader) {
        return new SourceCatalog(ByName.load("source", Source.class, Source::name, loader));
    }

    /** All sources, by name. */
    public Collection<Source> sources() {
        return sources.all();
    }

    /** Whether there is a source of this name. */
    public boolean contains(String name) {
        return sources.contains(name);
    }

    /**
     * The source of this name.
     *
     * @throws NoSuchElementException if there is none; the message names the nearest one
     */
    public Source source(String name) {
        return sources.get(name);
    }

    /**
     * Makes a source from what stands behind its name in a pipeline file.
     *
     * @param name of the source
     * @param setting a map is parameters by name; anything else is the value of {@link Source#mainParameter()}
     * @return cold, as {@link Source#open} says
     * @throws NoSuchElementException if there is no source of this name
     * @throws InvalidParametersException if the parameters do not fit; tells all problems that it can
     */
    public Flux<Object> open(String name, @Nullable Object setting) {
        Source source = source(name);
        Map<String, Object> parameters = new LinkedHashMap<>();
        if (setting instanceof Map<?, ?> map) {
            map.forEach((key, value) -> parameters.put(String.valueOf(key), value));
        } else if (setting != null) {
            parameters.put(source.mainParameter(), setting);
        }
        return source.open(Parameters.of("source", name, source.parameters(), parameters));
    }
}
