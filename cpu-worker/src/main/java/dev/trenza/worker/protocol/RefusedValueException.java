package dev.trenza.worker.protocol;

import java.io.IOException;

/** A value, or something in it, cannot cross; the message says what, why, where it was found, and what to do. */
final class RefusedValueException extends IOException {

    private static final long serialVersionUID = 1;

    /** What is deeper is told without the way there. */
    private static final int MAX_PATH = 400;

    private final String problem;

    // Mutable state, of the thread that encodes or decodes: each level adds its step on the way out
    private final StringBuilder path = new StringBuilder();

    RefusedValueException(String problem) {
        this.problem = problem;
    }

    RefusedValueException(String problem, Throwable cause) {
        super(cause);
        this.problem = problem;
    }

    /** The class may not cross unless it is allowed. */
    static RefusedValueException notAllowed(String className) {
        return new RefusedValueException(notAllowedText(className));
    }

    static String notAllowedText(String className) {
        return "a " + className + " may not cross the process line; allow it with WorkerPool.builder().allow(\""
                + className + "\"), or pass plain values";
    }

    /** Adds where that was found: {@code .price}, {@code [3]}. */
    RefusedValueException at(String step) {
        if (path.length() < MAX_PATH) {
            path.insert(0, step);
        }
        return this;
    }

    @Override
    public String getMessage() {
        return path.length() == 0 ? problem : problem + " (at value" + path + ")";
    }
}
