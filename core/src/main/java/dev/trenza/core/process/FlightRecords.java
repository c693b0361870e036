package dev.trenza.core.process;

/**
 * Events for the JDK's flight recorder, if this runtime has it. Thread-safe. Where nothing records there is no cost but for
 * the question, which is asked once for each call, or for each pack of small ones.
 */
final class FlightRecords {

    private static final boolean IS_PRESENT = isPresent();

    private FlightRecords() {}

    private static boolean isPresent() {
        try {
            Class.forName("jdk.jfr.Event", false, FlightRecords.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false; // a runtime that was linked without the module jdk.jfr
        }
    }

    /** Whether tasks are being recorded. */
    static boolean areTasksWanted() {
        return IS_PRESENT && FlightEvents.areTasksWanted();
    }

    static void tasks(String pool, CallsEnded calls) {
        if (IS_PRESENT) {
            FlightEvents.tasks(pool, calls);
        }
    }

    static void worker(String pool, int worker, long pid, String event, String description) {
        if (IS_PRESENT) {
            FlightEvents.worker(pool, worker, pid, event, description);
        }
    }
}
