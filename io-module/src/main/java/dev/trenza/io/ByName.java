package dev.trenza.io;

import dev.trenza.task.NearestName;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The providers of one service, by their names. Immutable. */
final class ByName<T> {

    private final String kind;
    private final Map<String, T> providers;

    private ByName(String kind, Map<String, T> providers) {
        this.kind = kind;
        this.providers = providers;
    }

    /**
     * Finds every provider.
     *
     * @param kind what it is called in messages
     * @throws IllegalArgumentException if two have one name
     */
    static <T> ByName<T> load(String kind, Class<T> service, Function<T, String> name, @Nullable ClassLoader loader) {
        Map<String, T> providers = new TreeMap<>();
        for (T provider : ServiceLoader.load(service, loader)) {
            T other = providers.putIfAbsent(name.apply(provider), provider);
            if (other != null) {
                throw new IllegalArgumentException("two of kind '" + kind + "' are named '" + name.apply(provider)
                        + "': " + other.getClass().getName() + " and "
                        + provider.getClass().getName() + "; take one of their jars off the task path");
            }
        }
        return new ByName<>(kind, providers);
    }

    Collection<T> all() {
        return Collections.unmodifiableCollection(providers.values());
    }

    boolean contains(String name) {
        return providers.containsKey(name);
    }

    /**
     * The provider of this name.
     *
     * @throws NoSuchElementException names the nearest one
     */
    T get(String name) {
        T provider = providers.get(name);
        if (provider == null) {
            throw new NoSuchElementException(
                    "no " + kind + " is named '" + name + "'" + NearestName.suggestion(name, providers.keySet()));
        }
        return provider;
    }
}
