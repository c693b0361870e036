package dev.trenza.app.pipelinefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A value that takes the place of one in the file, or is added to it: {@code streams.texts.stages[0].concurrency=16}.
 * What it brings is read and checked as if it stood in the file, and told by its own words if it is wrong. Immutable.
 */
final class Setting {

    private static final Pattern SYNTAX = Pattern.compile("(?s)([^=]+)=(.*)");
    private static final Pattern STEP = Pattern.compile("\\G(?:(?:^|\\.)([^.\\[\\]]+)|\\[(\\d{1,9})])");

    private final String label;
    private final List<String> path;
    private final Node value;
    private final Optional<Mark> mark;

    private Setting(String label, List<String> path, Node value, Optional<Mark> mark) {
        this.label = label;
        this.path = path;
        this.value = value;
        this.mark = mark;
    }

    /** How a setting is called where a problem is told. */
    static String label(String text) {
        return "--set " + text;
    }

    /** Reads {@code PATH=VALUE}; empty, with a problem noted, if it is not that. */
    static Optional<Setting> parse(String text, Reading reading) {
        Matcher parts = SYNTAX.matcher(text);
        List<String> path = parts.matches() ? steps(parts.group(1)) : List.of();
        if (path.isEmpty()) {
            reading.add(
                    label(text), "must be PATH=VALUE, with a path such as name or streams.texts.stages[0].concurrency");
            return Optional.empty();
        }
        // The label, so that whatever is wrong with a node is told to be wrong with this setting.
        LoadSettings settings = LoadSettings.builder()
                .setLabel(label(text))
                .setSchema(new CoreSchema())
                .build();
        try {
            Node empty = new ScalarNode(Tag.STR, "", ScalarStyle.DOUBLE_QUOTED);
            Node value = new Compose(settings).composeString(parts.group(2)).orElse(empty);
            Optional<Mark> mark = Optional.of(new Mark(label(text), 0, 0, 0, new char[0], 0));
            return Optional.of(new Setting(label(text), path, value, mark));
        } catch (YamlEngineException e) {
            reading.add(label(text), "the value is not YAML; put it into quotes: " + parts.group(1) + "='...'");
            return Optional.empty();
        }
    }

    /** Names and indices; empty if it is no path. */
    private static List<String> steps(String path) {
        List<String> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(path);
        int end = 0;
        while (matcher.find()) {
            steps.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
            end = matcher.end();
        }
        return end == path.length() ? steps : List.of();
    }

    /** Puts the value where the path leads; mappings that are not there are made. */
    void applyTo(Node root, Reading reading) {
        Node node = root;
        for (int i = 0; i < path.size() - 1; i++) {
            Optional<Node> next = step(node, i, reading);
            if (next.isEmpty()) {
                return;
            }
            Node own = copy(next.get());
            put(node, i, own, reading);
            node = own;
        }
        put(node, path.size() - 1, value, reading);
    }

    /** An alias is the same node in another place, which is not set. */
    private static Node copy(Node node) {
        if (node instanceof MappingNode mapping) {
            return new MappingNode(
                    mapping.getTag(),
                    true,
                    new ArrayList<>(mapping.getValue()),
                    mapping.getFlowStyle(),
                    mapping.getStartMark(),
                    mapping.getEndMark());
        }
        if (node instanceof SequenceNode sequence) {
            return new SequenceNode(
                    sequence.getTag(),
                    true,
                    new ArrayList<>(sequence.getValue()),
                    sequence.getFlowStyle(),
                    sequence.getStartMark(),
                    sequence.getEndMark());
        }
        return node;
    }

    private Optional<Node> step(Node node, int i, Reading reading) {
        if (node instanceof SequenceNode sequence) {
            return index(sequence, i, reading).map(sequence.getValue()::get);
        }
        if (node instanceof MappingNode mapping) {
            Optional<Node> there = mapping.getValue().stream()
                    .filter(tuple -> isKey(tuple, path.get(i)))
                    .map(NodeTuple::getValueNode)
                    .findFirst();
            return there.or(() -> {
                Node made = new MappingNode(Tag.MAP, true, new ArrayList<>(), FlowStyle.FLOW, mark, mark);
                put(mapping, i, made, reading);
                return Optional.of(made);
            });
        }
        notSteppable(node, i, reading);
        return Optional.empty();
    }

    private void put(Node node, int i, Node what, Reading reading) {
        if (node instanceof SequenceNode sequence) {
            index(sequence, i, reading).ifPresent(index -> sequence.getValue().set(index, what));
        } else if (node instanceof MappingNode mapping) {
            Node key = new ScalarNode(Tag.STR, true, path.get(i), ScalarStyle.PLAIN, mark, mark);
            mapping.setValue(with(new NodeTuple(key, what), mapping.getValue(), path.get(i)));
        } else {
            notSteppable(node, i, reading);
        }
    }

    /** In the place of the one with this key, or at the end: streams keep their order. */
    private static List<NodeTuple> with(NodeTuple tuple, List<NodeTuple> before, String key) {
        List<NodeTuple> tuples = new ArrayList<>(before);
        tuples.replaceAll(old -> isKey(old, key) ? tuple : old);
        if (!tuples.contains(tuple)) {
            tuples.add(tuple);
        }
        return tuples;
    }

    private Optional<Integer> index(SequenceNode sequence, int i, Reading reading) {
        int size = sequence.getValue().size();
        String step = path.get(i);
        boolean isIndex = step.matches("\\d{1,9}") && Integer.parseInt(step) < size;
        if (!isIndex) {
            reading.add(label, "'" + before(i) + "' is a list of " + size + ", which has no [" + step + "]");
        }
        return isIndex ? Optional.of(Integer.valueOf(step)) : Optional.empty();
    }

    private void notSteppable(Node node, int i, Reading reading) {
        reading.add(label, "'" + before(i) + "' is " + reading.describe(node) + ", and has no '" + path.get(i) + "'");
    }

    private String before(int i) {
        return String.join(".", path.subList(0, i));
    }

    private static boolean isKey(NodeTuple tuple, String name) {
        return tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name);
    }
}
