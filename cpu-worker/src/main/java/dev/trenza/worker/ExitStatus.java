package dev.trenza.worker;

import java.io.IOException;
import java.util.Optional;

/** How a worker ends of its own accord; both sides compile against it. What is not listed is a task's doing. */
public enum ExitStatus {
    /** After BYE_ACK: orderly. Without it, a task called {@code System.exit(0)}. */
    ENDED(0),
    /** The heap was exhausted: HotSpot's own status under {@code -XX:+ExitOnOutOfMemoryError}. */
    OUT_OF_MEMORY(3),
    /** The parent sent something that is no frame. */
    PROTOCOL_VIOLATED(110),
    /** The parent is gone. */
    PARENT_GONE(111),
    /** Results cannot be written. */
    CANNOT_WRITE(112),
    /** The channel could not be opened, or the welcome not be followed. */
    CANNOT_START(113),
    /** A task called {@code System.exit}, and a shutdown hook did not return in time. */
    EXIT_HUNG(114),
    /** The worker itself is broken: a defect, told on its standard error. */
    BROKEN(115);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    /** The process's exit code. */
    public int code() {
        return code;
    }

    /** The status with this code, if it is one of a worker's own. */
    public static Optional<ExitStatus> of(int code) {
        for (ExitStatus status : values()) {
            if (status.code == code) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /** Ends this process at once: no shutdown hook of a task may hold it up. First ends what tasks have started. */
    void halt() {
        try {
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            if (this == PARENT_GONE) {
                killSelf();
            }
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }

    /**
     * Has the system kill this process and its group: a halt waits for a safepoint, and up to 10 s for a compiler thread
     * (HotSpot's VM_Exit), and here no parent is left to lose patience.
     */
    private static void killSelf() {
        try {
            Process unused = new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            "kill -KILL \"-$0\"; kill -KILL \"$0\"",
                            Long.toString(ProcessHandle.current().pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // No shell here: the halt alone must do.
        }
    }
}
