package dev.trenza.app.exec;

/** A program has ended with a status other than 0. */
public final class ProgramStatusException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient DroppedOutput dropped;

    ProgramStatusException(int status, DroppedOutput dropped) {
        super("exit status " + status, null, false, false);
        this.status = status;
        this.dropped = dropped;
    }

    /** What it printed beyond its limit. */
    DroppedOutput dropped() {
        return dropped;
    }

    /** Its status, from 1 to 255. */
    public int status() {
        return status;
    }
}
