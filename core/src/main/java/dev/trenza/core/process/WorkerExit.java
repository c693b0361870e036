package dev.trenza.core.process;

/**
 * What a worker's process has left. Immutable.
 *
 * @param code as Java reports it: 128 + n after signal n
 * @param words what was printed there last
 * @param report what the JVM has written about its own crash
 * @param systemMemory whether the system killed it because memory was out
 */
record WorkerExit(int code, LastWords words, CrashReport report, SystemMemory systemMemory) {

    /** Whether the system's out-of-memory killer was at work. */
    enum SystemMemory {
        /** It has killed something in the worker's control group while the worker ran. */
        WAS_OUT,
        /** It has not. */
        WAS_LEFT,
        /** There is no telling here. */
        UNKNOWN
    }

    /** With nothing but its status. */
    static WorkerExit of(int code) {
        return new WorkerExit(code, LastWords.NONE, CrashReport.NONE, SystemMemory.UNKNOWN);
    }
}
