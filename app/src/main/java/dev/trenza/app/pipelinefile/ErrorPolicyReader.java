package dev.trenza.app.pipelinefile;

import dev.trenza.app.pipelinefile.PipelineFile.ErrorPolicy;
import dev.trenza.task.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads {@code on-error}: {@code fail}, {@code skip}, {@code { dead-letter: FILE }}, or one of these by how an item ended. */
final class ErrorPolicyReader {

    private static final String KEY = "on-error";
    private static final String DEAD_LETTER = "dead-letter";
    private static final String OTHERS = "others";
    private static final List<String> WORDS = List.of("fail", "skip", DEAD_LETTER);
    private static final String EXPECTATION = "fail, skip or { dead-letter: FILE }";

    private final RelativePaths paths;
    private final Reading reading;

    ErrorPolicyReader(RelativePaths paths, Reading reading) {
        this.paths = paths;
        this.reading = reading;
    }

    /**
     * What the section says.
     *
     * @param otherwise what holds where it says nothing, or nothing that is right
     */
    ErrorPolicy read(Section section, ErrorPolicy otherwise) {
        return section.node(KEY)
                .flatMap(node -> node instanceof MappingNode ? mapping(node, otherwise) : word(KEY, node))
                .orElse(otherwise);
    }

    private Optional<ErrorPolicy> word(String key, Node node) {
        String word = node instanceof ScalarNode scalar && !reading.isNothing(node) ? reading.text(scalar) : "";
        switch (word) {
            case "fail" -> {
                return Optional.of(ErrorPolicy.FAIL);
            }
            case "skip" -> {
                return Optional.of(ErrorPolicy.SKIP);
            }
            case DEAD_LETTER ->
                reading.problem(node, "'dead-letter' needs a file: " + key + ": { dead-letter: bad.ndjson }");
            default ->
                reading.problem(
                        node,
                        "'" + key + "' must be " + EXPECTATION + ", was " + reading.describe(node)
                                + (word.isEmpty() ? "" : suggestion(word)));
        }
        return Optional.empty();
    }

    private static String suggestion(String word) {
        return NearestName.of(word, WORDS)
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("");
    }

    /** A file for all failures, or a way out for each kind of them; what is not named does what holds otherwise. */
    private Optional<ErrorPolicy> mapping(Node node, ErrorPolicy otherwise) {
        return Section.open(node, "'on-error'", EXPECTATION, FileKeys.ERROR.words(), reading)
                .map(section -> mapping(section, otherwise));
    }

    private ErrorPolicy mapping(Section section, ErrorPolicy otherwise) {
        Map<String, ErrorPolicy> byStatus = new LinkedHashMap<>();
        for (String key : section.keys()) {
            if (FileKeys.ERROR.words().contains(key) && !key.equals(DEAD_LETTER)) {
                end(key, section).ifPresent(policy -> byStatus.put(key, policy));
            }
        }
        if (section.has(DEAD_LETTER) && section.has(OTHERS)) {
            section.problem(OTHERS, "'dead-letter' is for the others already; take one of the two away");
        }
        if (section.keys().isEmpty()) {
            section.problem("", "'on-error' must be " + EXPECTATION + ", was an empty mapping");
        }
        Optional<ErrorPolicy> others = Optional.ofNullable(byStatus.remove(OTHERS));
        Optional<ErrorPolicy> all = section.has(DEAD_LETTER) ? deadLetter(section) : others;
        return all.orElse(otherwise).with(byStatus);
    }

    private Optional<ErrorPolicy> end(String key, Section section) {
        Node node = section.node(key).orElseThrow();
        return node instanceof MappingNode
                ? Section.open(node, "'" + key + "'", EXPECTATION, FileKeys.FAILED.words(), reading)
                        .flatMap(this::deadLetter)
                : word(key, node);
    }

    private Optional<ErrorPolicy> deadLetter(Section section) {
        return section.required(DEAD_LETTER, "the file that failures are appended to")
                .flatMap(file -> file instanceof MappingNode
                        ? Section.open(file, "'dead-letter'", "a file", FileKeys.DEAD_LETTER.words(), reading)
                                .flatMap(letter -> {
                                    letter.required("to", "the file that failures are appended to");
                                    return letter.text("to");
                                })
                        : section.text(DEAD_LETTER))
                .map(paths::ofLimit)
                .map(file -> {
                    reading.files().deadLetter(file, section.node(DEAD_LETTER).orElseThrow());
                    return new ErrorPolicy(true, Optional.of(file));
                });
    }
}
