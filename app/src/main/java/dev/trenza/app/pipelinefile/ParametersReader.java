package dev.trenza.app.pipelinefile;

import dev.trenza.task.InvalidParametersException;
import dev.trenza.task.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the parameters of a task or a source, and tells by place what does not fit its declaration. */
final class ParametersReader {

    private final Reading reading;

    ParametersReader(Reading reading) {
        this.reading = reading;
    }

    /** The parameters by name; what is wrong with their form is noted and left out. */
    Map<String, Object> read(Section section, List<Parameter> declared) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (String name : section.keys()) {
            boolean isList = declared.stream()
                    .anyMatch(parameter -> parameter.name().equals(name) && parameter.type() == Parameter.Type.LIST);
            value(name, section.node(name).orElseThrow(), isList).ifPresent(value -> parameters.put(name, value));
        }
        return parameters;
    }

    /**
     * One parameter. A single value stays text, for how it reads is the affair of the declaration: {@code 007} stays 007.
     * The elements of a list are the values of YAML.
     */
    Optional<Object> value(String name, Node node, boolean isList) {
        if (node instanceof SequenceNode || (isList && node instanceof ScalarNode && !reading.isNothing(node))) {
            return Optional.ofNullable(new Values(reading).of(node));
        }
        if (node instanceof ScalarNode scalar && !reading.isNothing(node)) {
            return Optional.of(reading.text(scalar));
        }
        reading.problem(node, "'" + name + "' must be a single value or a list, was " + reading.describe(node));
        return Optional.empty();
    }

    /**
     * Notes what a check throws: an unknown parameter where it is written, a wrong value where that is written, a missing
     * one at the owner.
     */
    void check(Runnable check, List<Parameter> declared, Section section, Node owner) {
        try {
            check.run();
        } catch (InvalidParametersException e) {
            e.problems().forEach(problem -> note(problem, declared, section, owner));
        } catch (IllegalArgumentException e) {
            reading.problem(owner, String.valueOf(e.getMessage()));
        }
    }

    private void note(
            InvalidParametersException.Problem problem, List<Parameter> declared, Section section, Node owner) {
        String name = problem.parameter();
        if (!section.has(name)) {
            reading.problem(owner, problem.message());
        } else if (declared.stream().noneMatch(parameter -> parameter.name().equals(name))) {
            section.problem(name, problem.message());
        } else if (!reading.hasProblemAt(section.node(name).orElseThrow())) { // Its form may have been told already.
            section.valueProblem(name, problem.message());
        }
    }
}
