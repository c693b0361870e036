package dev.trenza.app.journal;

/** There is a run where a new one should begin. */
public final class RunExistsException extends Exception {

    private static final long serialVersionUID = 1;

    RunExistsException(String message) {
        super(message, null, false, false);
    }
}
