package dev.trenza.app.pipelinefile;

import java.util.List;
import java.util.stream.Collectors;

/** A pipeline file has problems; tells all of them. */
public final class InvalidPipelineException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    InvalidPipelineException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Every problem, in the order of the file. */
    public List<Problem> problems() {
        return problems;
    }
}
