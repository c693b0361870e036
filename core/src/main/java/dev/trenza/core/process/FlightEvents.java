package dev.trenza.core.process;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** What can be touched only where there is a flight recorder. */
final class FlightEvents {

    private FlightEvents() {}

    static boolean areTasksWanted() {
        return new TaskEvent().isEnabled();
    }

    static void tasks(String pool, CallsEnded calls) {
        TaskEvent event = new TaskEvent();
        if (event.isEnabled()) {
            event.pool = pool;
            event.task = calls.task();
            event.outcome = calls.status();
            event.calls = calls.calls();
            event.worker = calls.worker();
            event.attempts = calls.attempts();
            event.runTime = calls.runNanos();
            event.commit();
        }
    }

    static void worker(String pool, int worker, long pid, String what, String description) {
        WorkerEvent event = new WorkerEvent();
        if (event.isEnabled()) {
            event.pool = pool;
            event.worker = worker;
            event.pid = pid;
            event.event = what;
            event.description = description;
            event.commit();
        }
    }

    /** A call has ended, or many small ones that travelled together. */
    @Name("trenza.Task")
    @Label("Task")
    @Category("Trenza")
    @Description("A call of a pool has ended, or many small ones that travelled together")
    @StackTrace(false)
    static final class TaskEvent extends Event {

        @Label("Pool")
        String pool = "";

        @Label("Task")
        String task = "";

        @Label("Outcome")
        String outcome = "";

        @Label("Calls")
        int calls;

        @Label("Worker")
        int worker;

        @Label("Attempts")
        int attempts;

        @Label("Run Time")
        @Timespan(Timespan.NANOSECONDS)
        long runTime;
    }

    /** A worker is ready, or gone. */
    @Name("trenza.Worker")
    @Label("Worker")
    @Category("Trenza")
    @Description("A worker of a pool is ready, or gone")
    @StackTrace(false)
    static final class WorkerEvent extends Event {

        @Label("Pool")
        String pool = "";

        @Label("Worker")
        int worker;

        @Label("Process")
        long pid;

        @Label("Event")
        @Description("ready, or why it is gone")
        String event = "";

        @Label("Description")
        String description = "";
    }
}
