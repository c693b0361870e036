package dev.trenza.app.pipelinefile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns YAML nodes into the values that travel through a pipeline: those of JSON. */
final class Values {

    /** Aliases of aliases make a few lines larger than any memory. */
    private static final int MOST_NODES = 1_000_000;

    private final Reading reading;

    // Mutable state
    private int nodes;

    Values(Reading reading) {
        this.reading = reading;
    }

    /** The value of a node: null, boolean, long, double, string, list or map. */
    @Nullable
    Object of(Node node) {
        if (++nodes > MOST_NODES) {
            return null;
        }
        if (nodes == MOST_NODES) {
            reading.problem(node, "a value of more than " + MOST_NODES + " parts; put them into a file");
        }
        if (node.isRecursive()) {
            reading.problem(node, "a value cannot contain itself");
            return null;
        }
        if (node instanceof SequenceNode sequence) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Node element : sequence.getValue()) {
                if (nodes <= MOST_NODES) {
                    list.add(of(element));
                }
            }
            return list;
        }
        return node instanceof MappingNode mapping ? map(mapping) : scalar((ScalarNode) node);
    }

    private Map<String, @Nullable Object> map(MappingNode mapping) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                reading.problem(entry.getKeyNode(), "a key must be a text");
            } else if (map.containsKey(key.getValue())) {
                reading.problem(key, "'" + key.getValue() + "' is there twice");
            } else if (nodes <= MOST_NODES) {
                map.put(key.getValue(), of(entry.getValueNode()));
            }
        }
        return map;
    }

    private @Nullable Object scalar(ScalarNode node) {
        Tag tag = reading.tag(node);
        String text = reading.text(node);
        try {
            if (tag.equals(Tag.STR)) {
                return text;
            } else if (tag.equals(Tag.NULL)) {
                return null;
            } else if (tag.equals(Tag.BOOL)) {
                return text.equalsIgnoreCase("true");
            } else if (tag.equals(Tag.INT)) {
                return integer(text);
            } else if (tag.equals(Tag.FLOAT)) {
                return number(text);
            }
        } catch (NumberFormatException e) {
            reading.problem(node, "'" + text + "' is out of range: whole numbers have 64 bits, and none is infinite");
            return null;
        }
        reading.problem(node, "the tag " + tag.getValue() + " is not understood; take it away");
        return null;
    }

    private static long integer(String text) {
        if (text.startsWith("0o")) {
            return Long.parseLong(text.substring(2), 8);
        }
        return text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
    }

    private static double number(String text) {
        double number = Double.parseDouble(text);
        if (Double.isInfinite(number) || Double.isNaN(number)) {
            throw new NumberFormatException(text);
        }
        return number;
    }
}
