package dev.trenza.spring;

import dev.trenza.core.process.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The properties {@code trenza.*}: the settings of a pool, and what is the starter's own. Immutable. */
final class TrenzaProperties {

    private static final String PREFIX = "trenza";
    private static final Set<String> OWN = Set.of("enabled", "warmup");

    private final Binder binder;
    private final Iterable<PropertySource<?>> sources;

    TrenzaProperties(Environment environment) {
        this.binder = Binder.get(environment);
        this.sources = environment instanceof ConfigurableEnvironment own ? own.getPropertySources() : List.of();
    }

    /** Whether workers are to be started with the application. */
    boolean isWarmedUp() {
        return binder.bind(PREFIX + ".warmup", Boolean.class).orElse(false);
    }

    /** What is set, by the names of {@link Setting}; what is no setting is there as it was written, to be refused. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            binder.bind(PREFIX + "." + setting.key(), String.class)
                    .ifBound(value -> settings.put(setting.key(), value));
        }
        Set<String> known = Stream.concat(Stream.of(Setting.values()).map(Setting::key), OWN.stream())
                .map(TrenzaProperties::uniform)
                .collect(Collectors.toSet());
        written().forEach((key, value) -> {
            if (!known.contains(uniform(key))) {
                settings.put(key, value);
            }
        });
        return settings;
    }

    /** By whoever wrote a file: the system's own properties and variables have names for other things of ours, too. */
    private Map<String, String> written() {
        Map<String, String> written = new TreeMap<>();
        for (PropertySource<?> source : sources) {
            boolean isOfSystem = source.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)
                    || source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
            if (source instanceof EnumerablePropertySource<?> enumerable && !isOfSystem) {
                Stream.of(enumerable.getPropertyNames())
                        .filter(name -> name.startsWith(PREFIX + "."))
                        .forEach(name -> written.put(
                                name.substring(PREFIX.length() + 1), String.valueOf(source.getProperty(name))));
            }
        }
        return written;
    }

    /** As Spring compares names: without dashes, in lower case. */
    private static String uniform(String key) {
        return key.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }
}
