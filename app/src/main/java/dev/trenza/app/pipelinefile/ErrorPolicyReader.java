package dev.trenza.app.pipelinefile;

import dev.trenza.app.pipelinefile.PipelineFile.ErrorPolicy;
import dev.trenza.task.NearestName;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads {@code on-error}: {@code fail}, {@code skip}, or {@code { dead-letter: FILE }}. */
final class ErrorPolicyReader {

    private static final String KEY = "on-error";
    private static final String DEAD_LETTER = "dead-letter";
    private static final List<String> WORDS = List.of("fail", "skip", DEAD_LETTER);

    private final RelativePaths paths;
    private final Reading reading;

    ErrorPolicyReader(RelativePaths paths, Reading reading) {
        this.paths = paths;
        this.reading = reading;
    }

    /** What the section says; empty if it says nothing, or nothing that is right. */
    Optional<ErrorPolicy> read(Section section) {
        return section.node(KEY).flatMap(node -> node instanceof MappingNode ? mapping(node) : word(node));
    }

    private Optional<ErrorPolicy> word(Node node) {
        String word = node instanceof ScalarNode scalar && !reading.isNothing(node) ? reading.text(scalar) : "";
        switch (word) {
            case "fail" -> {
                return Optional.of(ErrorPolicy.FAIL);
            }
            case "skip" -> {
                return Optional.of(ErrorPolicy.SKIP);
            }
            case DEAD_LETTER ->
                reading.problem(node, "'dead-letter' needs a file: on-error: { dead-letter: bad.ndjson }");
            default ->
                reading.problem(
                        node,
                        "'on-error' must be fail, skip or { dead-letter: FILE }, was " + reading.describe(node)
                                + (word.isEmpty() ? "" : suggestion(word)));
        }
        return Optional.empty();
    }

    private static String suggestion(String word) {
        return NearestName.of(word, WORDS)
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("");
    }

    private Optional<ErrorPolicy> mapping(Node node) {
        Optional<Section> section = Section.open(
                node, "'on-error'", "fail, skip or { dead-letter: FILE }", FileKeys.ERROR.words(), reading);
        return section.flatMap(opened -> opened.required(DEAD_LETTER, "the file that failures are appended to"))
                .flatMap(file -> file instanceof MappingNode
                        ? Section.open(file, "'dead-letter'", "a file", FileKeys.DEAD_LETTER.words(), reading)
                                .flatMap(letter -> {
                                    letter.required("to", "the file that failures are appended to");
                                    return letter.text("to");
                                })
                        : section.get().text(DEAD_LETTER))
                .map(file -> new ErrorPolicy(true, Optional.of(paths.ofLimit(file))));
    }
}
