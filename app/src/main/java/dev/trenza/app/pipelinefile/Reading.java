package dev.trenza.app.pipelinefile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/** One reading of one file: collects its problems. Confined to the thread that reads. */
final class Reading {

    private final String file;
    private final Substitution substitution;
    private final ScalarResolver resolver;

    // Mutable state
    private final List<Problem> problems = new ArrayList<>();
    private final FileUses files = new FileUses(this);

    Reading(String file, Substitution substitution, ScalarResolver resolver) {
        this.file = file;
        this.substitution = substitution;
        this.resolver = resolver;
    }

    /** The files that are named. */
    FileUses files() {
        return files;
    }

    /** Notes a problem at the beginning of a node. */
    void problem(Node at, String message) {
        add(at.getStartMark().map(mark -> place(mark, message)).orElseGet(() -> new Problem(file, 0, 0, message)));
    }

    private Problem place(Mark mark, String message) {
        return mark.getName().equals(file)
                ? new Problem(file, mark.getLine() + 1, mark.getColumn() + 1, message)
                : new Problem(mark.getName(), 0, 0, message);
    }

    /** Notes a problem; line and column count from 1. A place and message that was noted before is not repeated. */
    void add(int line, int column, String message) {
        add(new Problem(file, line, column, message));
    }

    /** Notes a problem with something else than the file. */
    void add(String what, String message) {
        add(new Problem(what, 0, 0, message));
    }

    private void add(Problem problem) {
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    /** Whether a problem was noted at the beginning of a node. */
    boolean hasProblemAt(Node node) {
        return node.getStartMark()
                .map(mark -> place(mark, ""))
                .filter(place -> problems.stream()
                        .anyMatch(problem -> problem.file().equals(place.file())
                                && problem.line() == place.line()
                                && problem.column() == place.column()))
                .isPresent();
    }

    boolean hasProblems() {
        return !problems.isEmpty();
    }

    /** All problems, in the order of the file. */
    List<Problem> problems() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }

    /** The text of a scalar after substitution. */
    String text(ScalarNode node) {
        return substitution.apply(node.getValue(), message -> problem(node, message));
    }

    /** The YAML type of a scalar after substitution: <code>${COUNT:5}</code> is a number unless it is quoted. */
    Tag tag(ScalarNode node) {
        boolean untouched = !node.isPlain() || !node.getValue().contains("${");
        return untouched ? node.getTag() : resolver.resolve(text(node), true);
    }

    /** Whether there is nothing: {@code key:} without a value, or {@code null}. */
    boolean isNothing(Node node) {
        return node instanceof ScalarNode scalar && tag(scalar).equals(Tag.NULL);
    }

    /** A node in a message: {@code 'abc'}, {@code a list}, {@code nothing}. */
    String describe(Node node) {
        if (isNothing(node)) {
            return "nothing";
        }
        if (node instanceof ScalarNode scalar) {
            return "'" + text(scalar) + "'";
        }
        return node instanceof SequenceNode ? "a list" : "a mapping";
    }
}
