package dev.trenza.core.process;

import dev.trenza.worker.ExitStatus;
import dev.trenza.worker.protocol.Frame;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the end of a worker, seen from the call that it ran. Immutable.
 *
 * @param worker its number
 * @param pid its process
 * @param attempt of the call that was running, from 1; 0 if none was
 * @param reason why the pool killed it; empty if the pool did not
 * @param exit what the process has left
 * @param exiting what it said when {@code System.exit} was called there
 * @param lastLines what that call has printed
 */
record WorkerDeath(
        int worker,
        long pid,
        int attempt,
        String reason,
        WorkerExit exit,
        Frame.@Nullable Exiting exiting,
        List<String> lastLines) {

    private static final int SHOWN_LINES = 8;
    private static final int SHOWN_LENGTH = 300;

    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "SIGHUP"),
            Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"),
            Map.entry(4, "SIGILL"),
            Map.entry(5, "SIGTRAP"),
            Map.entry(6, "SIGABRT"),
            Map.entry(7, "SIGBUS"),
            Map.entry(8, "SIGFPE"),
            Map.entry(9, "SIGKILL"),
            Map.entry(11, "SIGSEGV"),
            Map.entry(13, "SIGPIPE"),
            Map.entry(15, "SIGTERM"),
            Map.entry(24, "SIGXCPU"),
            Map.entry(25, "SIGXFSZ"),
            Map.entry(31, "SIGSYS"));

    WorkerDeath {
        lastLines = List.copyOf(lastLines);
    }

    /** Of a process of which only the status is known. */
    static WorkerDeath of(int worker, long pid, int exitCode) {
        return new WorkerDeath(worker, pid, 0, "", WorkerExit.of(exitCode), null, List.of());
    }

    /** The same, charged to an attempt. */
    WorkerDeath at(int newAttempt) {
        return new WorkerDeath(worker, pid, newAttempt, reason, exit, exiting, lastLines);
    }

    /** The same, with the crash report in another place. */
    WorkerDeath withReport(CrashReport report) {
        WorkerExit moved = new WorkerExit(exit.code(), exit.words(), report, exit.systemMemory());
        return new WorkerDeath(worker, pid, attempt, reason, moved, exiting, lastLines);
    }

    int exitCode() {
        return exit.code();
    }

    boolean isOutOfMemory() {
        return exitCode() == ExitStatus.OUT_OF_MEMORY.code()
                && exiting == null
                && lastLines.stream().anyMatch(line -> line.contains("OutOfMemoryError"));
    }

    /** What happened, with its likely cause: {@code "worker 3 (pid 812) ended with 137, SIGKILL (9): ..."}. */
    String description() {
        String how =
                reason.isEmpty() ? "ended with " + exitCode() + signal() + ": " + cause() : "was killed: " + reason;
        String report = exit.report().file();
        return "worker " + worker + " (pid " + pid + ") " + how + (report.isEmpty() ? "" : "; crash report: " + report);
    }

    /** What happened to a worker that never took a call: its own last words tell more than a guess at the cause. */
    String descriptionOfStart() {
        String how = reason.isEmpty()
                ? "ended with " + exitCode() + signal() + " before it was ready"
                : "was killed: " + reason;
        return "worker " + worker + " (pid " + pid + ") " + how + printed();
    }

    /** The last lines, for the end of a message; empty if nothing was printed. */
    String printed() {
        int from = Math.max(0, lastLines.size() - SHOWN_LINES);
        List<String> shown = lastLines.subList(from, lastLines.size()).stream()
                .map(line -> line.length() <= SHOWN_LENGTH ? line : line.substring(0, SHOWN_LENGTH) + "...")
                .toList();
        return shown.isEmpty() ? "" : "; last output: " + String.join(" | ", shown);
    }

    /** The signal that ended it, or that its JVM has reported; 0 if it was none. */
    int signalNumber() {
        int number = exitCode() - 128;
        if (exiting == null && number > 0 && number <= 64) {
            return number;
        }
        String reported = exit.report().cause().split(" ", 2)[0];
        return SIGNALS.entrySet().stream()
                .filter(signal -> signal.getValue().equals(reported))
                .mapToInt(Map.Entry::getKey)
                .findFirst()
                .orElse(0);
    }

    private String signal() {
        int number = exitCode() - 128;
        boolean isSignal = exiting == null && number > 0 && number <= 64;
        return isSignal ? ", " + SIGNALS.getOrDefault(number, "signal") + " (" + number + ")" : "";
    }

    private String cause() {
        if (isOutOfMemory()) {
            return "its heap was exhausted";
        }
        if (exiting != null) {
            return exitCall(exiting);
        }
        if (!exit.report().cause().isEmpty()) {
            return exit.report().cause();
        }
        return switch (exitCode()) {
            case 134 -> "the JVM crashed in native code, or aborted";
            case 137 -> killer();
            case 143 -> "something terminated it";
            default ->
                ExitStatus.of(exitCode())
                        .filter(status -> status != ExitStatus.ENDED && status != ExitStatus.OUT_OF_MEMORY)
                        .map(status -> status.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        .orElseGet(this::silentEnd);
        };
    }

    /** Anybody's signal leaves the same status; the killer of the system leaves a count behind. */
    private String killer() {
        return switch (exit.systemMemory()) {
            case WAS_OUT -> "the system was out of memory and killed it";
            case WAS_LEFT -> "something killed it; the system's memory was not out";
            case UNKNOWN -> "something killed it; if nobody did, the system was out of memory";
        };
    }

    /** Neither a signal nor a word: shutdown hooks did not run. */
    private String silentEnd() {
        return exitCode() > 128 && exitCode() <= 128 + 64
                ? "a signal, or a task that halted with this status"
                : "the task called Runtime.halt(" + exitCode() + "), or native code exited";
    }

    private String exitCall(Frame.Exiting call) {
        String who = call.thread().isEmpty() ? "the task" : "thread '" + call.thread() + "'";
        List<StackTraceElement> stack = call.stack().stack();
        String where = stack.isEmpty() ? "" : " at " + stack.get(0);
        return exitCode() == ExitStatus.EXIT_HUNG.code()
                ? who + " called System.exit" + where + ", and a shutdown hook did not return within 2 s"
                : who + " called System.exit(" + exitCode() + ")" + where;
    }
}
