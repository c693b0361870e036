package dev.trenza.app;

import dev.trenza.app.run.ExitStatus;
import java.util.List;

/** A command cannot be carried out, for a reason that the user can mend; says so in whole lines. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient List<String> lines;

    private RefusedException(int status, List<String> lines) {
        super(String.join("\n", lines), null, false, false);
        this.status = status;
        this.lines = List.copyOf(lines);
    }

    /** The arguments are wrong. */
    static RefusedException usage(String message) {
        return new RefusedException(ExitStatus.USAGE, List.of("trenza: " + message));
    }

    /** A file has problems, each of which says where. */
    static RefusedException problems(List<?> problems) {
        return new RefusedException(
                ExitStatus.USAGE, problems.stream().map(String::valueOf).toList());
    }

    /** What was kept for later is no more what it was. */
    static RefusedException changed(String message) {
        return new RefusedException(ExitStatus.CHANGED, List.of("trenza: " + message));
    }

    /** Another process has what is needed. */
    static RefusedException inUse(String message) {
        return new RefusedException(ExitStatus.IN_USE, List.of("trenza: " + message));
    }

    /** Something cannot be written. */
    static RefusedException output(String message) {
        return new RefusedException(ExitStatus.OUTPUT, List.of("trenza: " + message));
    }

    /** Workers cannot be started. */
    static RefusedException poolUnusable(String message) {
        return new RefusedException(ExitStatus.POOL_UNUSABLE, List.of("trenza: " + message));
    }

    int status() {
        return status;
    }

    List<String> lines() {
        return lines;
    }
}
