package dev.trenza.worker.program;

import dev.trenza.task.Nullable;

/**
 * What the classes of a program call in the place of the methods that would end or change the whole JVM; see {@link
 * ExitCalls}. Not for people. Thread-safe.
 *
 * <p>A thread that its item has left behind ends when it calls one.
 */
public final class ProgramTraps {

    private ProgramTraps() {}

    /** {@code System.exit}: the end of the item. */
    public static void exit(int status) {
        ProgramRun run = ProgramRun.ofThisThread();
        throw run == null ? new ProgramExit(status) : run.exit(status, true);
    }

    /**
     * {@code System.setSecurityManager}: on Java 17 it would stay for all items after this one. Throws what later versions do.
     *
     * @param manager {@code null} asks for none, and gets it
     */
    public static void setSecurityManager(@Nullable Object manager) {
        if (manager != null) {
            throw new UnsupportedOperationException("a program that shares its JVM with others cannot set a security"
                    + " manager; from Java 18 on no program can");
        }
    }

    /** {@code Runtime.exit}: the end of the item. */
    public static void exit(Runtime runtime, int status) {
        exit(status);
    }

    /** {@code Runtime.halt}: the end of the item, without its shutdown hooks. */
    public static void halt(Runtime runtime, int status) {
        ProgramRun run = ProgramRun.ofThisThread();
        throw run == null ? new ProgramExit(status) : run.exit(status, false);
    }

    /** {@code Runtime.addShutdownHook}: runs when the item ends. */
    public static void addShutdownHook(Runtime runtime, Thread hook) {
        ProgramRun run = ProgramRun.ofThisThread();
        if (run != null) {
            run.addHook(hook);
        }
    }

    /** {@code Runtime.removeShutdownHook}. */
    public static boolean removeShutdownHook(Runtime runtime, Thread hook) {
        ProgramRun run = ProgramRun.ofThisThread();
        return run != null && run.removeHook(hook);
    }
}
