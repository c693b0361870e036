package dev.trenza.task;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One declared parameter of a named task.
 *
 * <pre>{@code
 * class Thumbnail implements NamedTask {
 *     public String name() {
 *         return "thumbnail";
 *     }
 *
 *     public String description() {
 *         return "Makes a picture small.";
 *     }
 *
 *     public String input() {
 *         return "a picture";
 *     }
 *
 *     public String output() {
 *         return "its description";
 *     }
 *
 *     public List<Parameter> parameters() {
 *         return List.of(Parameter.optional("width", Parameter.Type.INTEGER, 200, "In pixels."));
 *     }
 *
 *     public Task<Object, Object> create(Parameters parameters) {
 *         long width = parameters.integer("width");
 *         return picture -> picture + " of width " + width;
 *     }
 * }
 * }</pre>
 *
 * @param name what users type: lower case, words joined by hyphens
 * @param type what values it takes
 * @param required whether it must be given
 * @param defaultValue what it is when it is not given; {@code null} means absent
 * @param choices the allowed words if the type is {@link Type#CHOICE}, otherwise empty
 * @param description one line for {@code trenza tasks}
 */
public record Parameter(
        String name,
        Type type,
        boolean required,
        @Nullable Object defaultValue,
        List<String> choices,
        String description) {

    /** A parameter that must be given. */
    public static Parameter required(String name, Type type, String description) {
        return new Parameter(name, type, true, null, List.of(), description);
    }

    /** A parameter with a default; {@code null} means absent. */
    public static Parameter optional(String name, Type type, @Nullable Object defaultValue, String description) {
        return new Parameter(name, type, false, defaultValue, List.of(), description);
    }

    /** A parameter that takes one of a few words. */
    public static Parameter choice(String name, String defaultValue, List<String> choices, String description) {
        return new Parameter(name, Type.CHOICE, false, defaultValue, List.copyOf(choices), description);
    }

    /**
     * Turns what the user gave into this parameter's value.
     *
     * @param given from YAML or the command line: a string, a number, a boolean or a list
     * @throws IllegalArgumentException says what is expected and what was given
     */
    Object parse(Object given) {
        Object value = type.parse(given, choices);
        if (value == null) {
            throw new IllegalArgumentException("'" + name + "' must be " + expectation() + ", was '" + given + "'");
        }
        return value;
    }

    /** What the value must be, in words: {@code "a whole number"}, {@code "one of: path, text"}. */
    public String expectation() {
        return type == Type.CHOICE ? "one of: " + String.join(", ", choices) : type.expectation;
    }

    /** What values a parameter takes. */
    public enum Type {
        /** Any text. */
        STRING("a text"),
        /** A {@code long}. */
        INTEGER("a whole number"),
        /** A {@code double}. */
        NUMBER("a number"),
        /** {@code true} or {@code false}. */
        BOOLEAN("true or false"),
        /** A number of bytes as a {@code long}: {@code 4096}, {@code 64k}, {@code 256m}, {@code 1.5g}; k is 1,024. */
        SIZE("a size such as 4096, 64k, 256m or 1.5g"),
        /** A {@link Duration}: {@code 200ms}, {@code 1.5s}, {@code 2m}, {@code 1h} or ISO-8601. */
        DURATION("a duration such as 200ms, 1.5s, 2m or 1h"),
        /** A regular expression of {@link Pattern}. */
        PATTERN("a regular expression"),
        /** A text with placeholders such as {@code {stem}}, filled in for each item. */
        TEMPLATE("a text with placeholders such as {stem}"),
        /** One of the parameter's choices, in upper or lower case. */
        CHOICE("one of a few words"),
        /** A {@link List} of anything; a single value is a list of one. */
        LIST("a list");

        private static final Pattern SIZE_TEXT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(?:([kmgt])i?)?b?");
        private static final Pattern DURATION_TEXT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h)");

        private final String expectation;

        Type(String expectation) {
            this.expectation = expectation;
        }

        private @Nullable Object parse(Object given, List<String> choices) {
            boolean isStructure = given instanceof Collection || given instanceof Map;
            if (isStructure && this != LIST) {
                return null;
            }
            String text = given.toString();
            try {
                return switch (this) {
                    case STRING, TEMPLATE -> text;
                    case INTEGER -> Long.valueOf(text);
                    case NUMBER -> Double.valueOf(text);
                    case BOOLEAN -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
                    case SIZE -> parseSize(text);
                    case DURATION -> parseDuration(text);
                    case PATTERN -> Pattern.compile(text);
                    case CHOICE ->
                        choices.stream()
                                .filter(text::equalsIgnoreCase)
                                .findFirst()
                                .orElse(null);
                    case LIST -> given instanceof Collection<?> many ? copyOf(many) : List.of(given);
                };
            } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
                return null;
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("'" + text + "' is no regular expression: " + e.getDescription()
                        + " near index " + e.getIndex());
            }
        }

        /** {@code List.copyOf} would refuse a null, which YAML can say. */
        private static List<@Nullable Object> copyOf(Collection<?> many) {
            return Collections.unmodifiableList(new ArrayList<@Nullable Object>(many));
        }

        /**
         * Reads {@code 4096}, {@code 64k}, {@code 256m}, {@code 1.5g}, {@code 1t}; {@code KiB} and {@code kb} are the same.
         *
         * @return bytes, never negative; {@code null} if the text is no size or too large for a {@code long}
         */
        public static @Nullable Long parseSize(String text) {
            Matcher matcher = SIZE_TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
            if (!matcher.matches()) {
                return null;
            }
            int power = matcher.group(2) == null ? 0 : "kmgt".indexOf(matcher.group(2)) + 1;
            BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(new BigDecimal(1L << (10 * power)));
            return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0 ? null : bytes.longValue();
        }

        /**
         * Reads {@code 200ms}, {@code 1.5s}, {@code 2m}, {@code 1h} or ISO-8601 such as {@code PT2S}.
         *
         * @return the duration, never negative; {@code null} if the text is neither
         */
        public static @Nullable Duration parseDuration(String text) {
            Matcher matcher = DURATION_TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
            if (!matcher.matches()) {
                try {
                    Duration duration = Duration.parse(text.strip());
                    return duration.isNegative() ? null : duration;
                } catch (DateTimeParseException e) {
                    return null;
                }
            }
            double amount = Double.parseDouble(matcher.group(1));
            double seconds = switch (matcher.group(2)) {
                case "ms" -> amount / 1_000;
                case "s" -> amount;
                case "m" -> amount * 60;
                default -> amount * 3_600;
            };
            return seconds > Long.MAX_VALUE / 1e9 ? null : Duration.ofNanos(Math.round(seconds * 1e9));
        }
    }
}
