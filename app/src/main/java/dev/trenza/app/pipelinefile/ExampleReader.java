package dev.trenza.app.pipelinefile;

import dev.trenza.app.pipelinefile.PipelineFile.Example;
import dev.trenza.app.pipelinefile.PipelineFile.Expectation;
import dev.trenza.task.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads {@code tests}: given items, and what must come out. */
final class ExampleReader {

    private static final List<String> STATUSES = List.of(
            "success", "failed", "crashed", "timed-out", "out-of-memory", "cancelled", "quarantined", "skipped");

    private final List<String> streams;
    private final Reading reading;

    /** Reads tests of a file with these streams. */
    ExampleReader(List<String> streams, Reading reading) {
        this.streams = streams;
        this.reading = reading;
    }

    List<Example> read(Section pipeline) {
        return pipeline.list("tests", "a list of tests", false).stream()
                .flatMap(node -> Section.open(
                        node, "a test", "a mapping with 'given' and 'expect'", FileKeys.TEST.words(), reading)
                        .map(section -> example(node, section))
                        .stream())
                .toList();
    }

    private Example example(Node node, Section section) {
        section.required("name", "what the test shows");
        Map<String, List<Object>> given = new LinkedHashMap<>();
        Map<String, Expectation> expected = new LinkedHashMap<>();
        byStream("given", "the items of one or more streams", section)
                .forEach((stream, items) -> given.put(stream, items(items)));
        byStream("expect", "what comes out of these streams", section).forEach((stream, values) -> {
            if (!given.containsKey(stream) && streams.contains(stream)) {
                reading.problem(
                        values,
                        "stream '" + stream + "' is expected to give something and is given nothing: add"
                                + " it to 'given'");
            }
            expectation(values).ifPresent(expectation -> expected.put(stream, expectation));
        });
        int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
        return new Example(line, section.text("name").orElse("?"), given, expected);
    }

    private Map<String, Node> byStream(String key, String expectation, Section section) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        section.required(key, expectation)
                .flatMap(node -> Section.open(node, "'" + key + "'", "a mapping from streams to lists", reading))
                .ifPresent(opened -> opened.keys().forEach(stream -> {
                    if (streams.contains(stream)) {
                        nodes.put(stream, opened.node(stream).orElseThrow());
                    } else {
                        opened.problem(
                                stream,
                                "no stream is named '" + stream + "'" + NearestName.suggestion(stream, streams));
                    }
                }));
        return nodes;
    }

    private List<Object> items(Node node) {
        List<Object> items = new ArrayList<>();
        for (Object value : values(node)) {
            if (value == null) {
                reading.problem(node, "an item cannot be null, which no stream can carry");
            } else {
                items.add(value);
            }
        }
        return items;
    }

    private List<@Nullable Object> values(Node node) {
        if (!(node instanceof SequenceNode sequence)) {
            reading.problem(node, "must be a list, was " + reading.describe(node));
            return List.of();
        }
        Values values = new Values(reading);
        List<@Nullable Object> list = new ArrayList<>();
        sequence.getValue().forEach(element -> list.add(values.of(element)));
        return list;
    }

    private Optional<Expectation> expectation(Node node) {
        if (node instanceof SequenceNode) {
            return Optional.of(new Expectation(Optional.of(values(node)), Optional.empty(), Optional.empty()));
        }
        return Section.open(
                        node,
                        "what is expected of a stream",
                        "a list of values, or a mapping with 'values', 'statuses' or 'errors'",
                        FileKeys.EXPECTATION.words(),
                        reading)
                .map(section -> {
                    List<String> statuses = section.texts("statuses", "a list of statuses");
                    statuses.stream()
                            .filter(status -> !STATUSES.contains(status))
                            .forEach(status -> section.valueProblem(
                                    "statuses",
                                    "'" + status + "' is no status" + NearestName.suggestion(status, STATUSES)));
                    return new Expectation(
                            section.node("values").map(this::values),
                            section.has("statuses") ? Optional.of(statuses) : Optional.empty(),
                            section.has("errors")
                                    ? Optional.of(section.texts("errors", "a list of parts of messages"))
                                    : Optional.empty());
                });
    }
}
