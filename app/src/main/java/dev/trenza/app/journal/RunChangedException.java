package dev.trenza.app.journal;

/** To go on with a run would mix results that do not belong together. */
public final class RunChangedException extends Exception {

    private static final long serialVersionUID = 1;

    RunChangedException(String message) {
        super(message, null, false, false);
    }
}
