package dev.trenza.app.catalog;

/** What is on the task path cannot be used: a jar lists a task that cannot be made, or two tasks have one name. */
public final class BrokenTaskPathException extends RuntimeException {

    private static final long serialVersionUID = 1;

    BrokenTaskPathException(Throwable cause) {
        super("the task path is broken: " + cause.getMessage(), cause);
    }
}
