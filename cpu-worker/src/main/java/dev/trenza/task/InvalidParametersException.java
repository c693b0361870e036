package dev.trenza.task;

import java.util.List;
import java.util.stream.Collectors;

/** The parameters given to a named task do not fit; tells all problems at once. */
public final class InvalidParametersException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /**
     * For whoever checks more than a parameter's type.
     *
     * @param problems at least one
     */
    public InvalidParametersException(List<Problem> problems) {
        super(problems.stream().map(Problem::message).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Every problem, in the order of the parameters. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One thing that is wrong.
     *
     * @param parameter its name as it was typed, so that a reader of files can find the place
     * @param message complete on its own
     */
    public record Problem(String parameter, String message) {}
}
