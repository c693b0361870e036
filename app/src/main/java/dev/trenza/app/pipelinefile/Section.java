package dev.trenza.app.pipelinefile;

import dev.trenza.app.arguments.Size;
import dev.trenza.core.pipeline.Rate;
import dev.trenza.core.process.Sandbox;
import dev.trenza.task.NearestName;
import dev.trenza.task.Parameter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of the file, read by key. What is missing reads as empty; what is wrong is noted as a problem and reads as
 * empty too, so that reading goes on and finds the next one.
 */
final class Section {

    private static final Pattern RATE =
            Pattern.compile("\\s*(\\d+)\\s*/\\s*((?:\\d+(?:\\.\\d+)?\\s*)?(?:ms|s|m|h))\\s*");

    private final MappingNode mapping;
    private final String title;
    private final Map<String, Entry> entries;
    private final Reading reading;

    private record Entry(Node key, Node value) {}

    private Section(MappingNode mapping, String title, Map<String, Entry> entries, Reading reading) {
        this.mapping = mapping;
        this.title = title;
        this.entries = entries;
        this.reading = reading;
    }

    /**
     * A mapping whose keys are names that the user chooses.
     *
     * @param title how it is called in messages: {@code "'streams'"}
     * @param expectation what it must be, if it is no mapping
     */
    static Optional<Section> open(Node node, String title, String expectation, Reading reading) {
        if (!(node instanceof MappingNode mapping)) {
            reading.problem(node, title + " must be " + expectation + ", was " + reading.describe(node));
            return Optional.empty();
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                reading.problem(tuple.getKeyNode(), "a key must be a word");
            } else if (entries.containsKey(key.getValue())) {
                reading.problem(key, "'" + key.getValue() + "' is there twice in " + title);
            } else {
                entries.put(key.getValue(), new Entry(key, tuple.getValueNode()));
            }
        }
        return Optional.of(new Section(mapping, title, entries, reading));
    }

    /** A mapping whose keys are known; any other key is a problem. */
    static Optional<Section> open(Node node, String title, String expectation, List<String> known, Reading reading) {
        Optional<Section> section = open(node, title, expectation, reading);
        section.ifPresent(opened -> opened.refuseUnknown(known));
        return section;
    }

    private void refuseUnknown(List<String> known) {
        entries.forEach((name, entry) -> {
            if (!known.contains(name)) {
                reading.problem(
                        entry.key, "'" + name + "' is not known in " + title + NearestName.suggestion(name, known));
            }
        });
    }

    /** A section without keys, in the place of one that is not written. */
    Section nothing() {
        return new Section(mapping, title, Map.of(), reading);
    }

    List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** Where a key is written, or the whole section if it is not. */
    Node place(String key) {
        Entry entry = entries.get(key);
        return entry == null ? mapping : entry.key;
    }

    /** The value of a key, whatever it is. */
    Optional<Node> node(String key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    /** The value of a key that must be there. */
    Optional<Node> required(String key, String expectation) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            reading.problem(mapping, title + " needs '" + key + "': " + expectation);
        }
        return node;
    }

    /** Notes a problem with a key, or with the whole section if the key is not there. */
    void problem(String key, String message) {
        reading.problem(place(key), message);
    }

    /** Notes a problem with the value of a key. */
    void valueProblem(String key, String message) {
        reading.problem(node(key).orElseGet(() -> place(key)), message);
    }

    Optional<String> text(String key) {
        return scalar(key, "a text", text -> text.isEmpty() ? null : text);
    }

    Optional<Boolean> flag(String key) {
        return scalar(
                key, "true or false", text -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? false : null);
    }

    /** A whole number that is at least {@code least}. */
    OptionalInt count(String key, int least) {
        Optional<Integer> count = scalar(key, "a whole number from " + least, text -> {
            Integer number = parseInt(text);
            return number == null || number < least ? null : number;
        });
        return count.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    Optional<Duration> duration(String key) {
        return scalar(key, Parameter.Type.DURATION, Parameter.Type::parseDuration);
    }

    /** A duration that is not zero. */
    Optional<Duration> timeout(String key) {
        return scalar(key, Parameter.Type.DURATION, text -> {
            Duration duration = Parameter.Type.parseDuration(text);
            return duration == null || duration.isZero() ? null : duration;
        });
    }

    /** How many within which time: {@code 10/s}, {@code 90/m}, {@code 1/200ms}. */
    Optional<Rate> rate(String key) {
        return scalar(key, "a rate such as 10/s, 90/m or 1/200ms", Section::parseRate);
    }

    private static @Nullable Rate parseRate(String text) {
        Matcher matcher = RATE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String period = matcher.group(2);
        Duration duration = Parameter.Type.parseDuration(Character.isDigit(period.charAt(0)) ? period : "1" + period);
        Integer items = parseInt(matcher.group(1));
        return items == null || items < 1 || duration == null || duration.isZero() ? null : new Rate(items, duration);
    }

    OptionalLong heap(String key) {
        return scalar(key, Size.HEAP_EXPECTATION, text -> Size.parseHeap(text).orElse(null))
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    Optional<Sandbox.Level> sandboxLevel(String key) {
        return scalar(
                key,
                "isolated, limits or none",
                text -> Stream.of(Sandbox.Level.values())
                        .filter(level -> level.name().toLowerCase(Locale.ROOT).equals(text))
                        .findFirst()
                        .orElse(null));
    }

    /** The elements of a list; a single value counts as a list of one if {@code orOne}. */
    List<Node> list(String key, String expectation, boolean orOne) {
        Node node = node(key).orElse(null);
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        if (orOne && node instanceof ScalarNode && !reading.isNothing(node)) {
            return List.of(node);
        }
        if (node != null) {
            reading.problem(node, "'" + key + "' must be " + expectation + ", was " + reading.describe(node));
        }
        return List.of();
    }

    /** The texts of a list, or of a single value. */
    List<String> texts(String key, String expectation) {
        return list(key, expectation, true).stream()
                .flatMap(node -> scalar(node, "each of '" + key + "'", "a text", text -> text).stream())
                .toList();
    }

    private Optional<Duration> scalar(String key, Parameter.Type type, Function<String, @Nullable Duration> parse) {
        return scalar(key, Parameter.required(key, type, "").expectation(), parse);
    }

    private <T> Optional<T> scalar(String key, String expectation, Function<String, @Nullable T> parse) {
        return node(key).flatMap(node -> scalar(node, "'" + key + "'", expectation, parse));
    }

    private <T> Optional<T> scalar(Node node, String name, String expectation, Function<String, @Nullable T> parse) {
        if (node instanceof ScalarNode scalar && !reading.isNothing(node)) {
            String text = reading.text(scalar);
            Optional<T> value = Optional.ofNullable(parse.apply(text));
            if (value.isPresent() || text.contains("${")) {
                return value;
            }
        }
        reading.problem(node, name + " must be " + expectation + ", was " + reading.describe(node));
        return Optional.empty();
    }

    private static @Nullable Integer parseInt(String text) {
        Long number = parseLong(text);
        return number == null || number > Integer.MAX_VALUE || number < Integer.MIN_VALUE ? null : number.intValue();
    }

    private static @Nullable Long parseLong(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
