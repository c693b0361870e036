package dev.trenza.app.pipelinefile;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces <code>${NAME}</code> and <code>${NAME:default}</code> in a text; <code>$${</code> stays <code>${</code>.
 * Immutable.
 */
final class Substitution {

    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\$(\\$\\{)|\\$\\{([A-Za-z_][A-Za-z0-9_.-]*)(?::([^}]*))?}|\\$\\{");

    private final Function<String, @Nullable String> lookup;

    /** Takes values by name from the function, which returns {@code null} for what it does not know. */
    Substitution(Function<String, @Nullable String> lookup) {
        this.lookup = lookup;
    }

    /** An environment variable, or else a system property. */
    static Substitution ofEnvironment() {
        return new Substitution(name -> {
            String value = System.getenv(name);
            return value == null ? System.getProperty(name) : value;
        });
    }

    /**
     * The text with every placeholder replaced; one that cannot be is told and stays.
     *
     * @param problem takes a message for each placeholder that is malformed or unknown
     */
    String apply(String text, Consumer<String> problem) {
        return text.contains("${")
                ? PLACEHOLDER
                        .matcher(text)
                        .replaceAll(match -> Matcher.quoteReplacement(
                                replace(match.group(1), match.group(2), match.group(3), match.group(), problem)))
                : text;
    }

    private String replace(
            @Nullable String escaped,
            @Nullable String name,
            @Nullable String fallback,
            String whole,
            Consumer<String> problem) {
        if (escaped != null) {
            return escaped;
        }
        if (name == null) {
            problem.accept("'${' begins a placeholder such as ${NAME} or ${NAME:default}; write $${ for a plain ${");
            return whole;
        }
        Optional<String> value = Optional.ofNullable(lookup.apply(name)).or(() -> Optional.ofNullable(fallback));
        if (value.isEmpty()) {
            problem.accept("'" + name + "' is neither an environment variable nor a system property; set it, or give a"
                    + " default: ${" + name + ":...}");
        }
        return value.orElse(whole);
    }
}
