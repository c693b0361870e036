package dev.trenza.worker.program;

/**
 * The item is done, but has left behind what cannot be removed from this JVM, such as a thread that goes on computing: the
 * worker is replaced. A {@code VirtualMachineError}, which is what tells the pool so.
 */
public final class SpoiledWorkerError extends VirtualMachineError {

    private static final long serialVersionUID = 1;

    /** How the message begins; the exit status follows, and a colon. */
    public static final String PREFIX = "exit status ";

    SpoiledWorkerError(int status, String why) {
        super(PREFIX + status + ": " + why);
    }

    /**
     * The exit status of the item, which this was thrown for.
     *
     * @param message of such an error
     */
    public static int status(String message) {
        return Integer.parseInt(message.substring(PREFIX.length(), message.indexOf(':')));
    }
}
