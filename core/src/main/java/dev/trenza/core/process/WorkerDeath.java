package dev.trenza.core.process;

import dev.trenza.worker.ExitStatus;
import java.util.List;
import java.util.Map;

/**
 * What is known about the end of a worker. Immutable.
 *
 * @param worker its number
 * @param pid its process
 * @param exitCode as Java reports it: 128 + n after signal n
 * @param reason why the pool killed it; empty if the pool did not
 * @param lastLines what was printed there last
 * @param crashReport path of the JVM's report about its own crash; empty if there is none
 */
record WorkerDeath(int worker, long pid, int exitCode, String reason, List<String> lastLines, String crashReport) {

    private static final Map<Integer, String> SIGNALS = Map.of(
            129, "SIGHUP", 130, "SIGINT", 131, "SIGQUIT", 134, "SIGABRT", 135, "SIGBUS", 136, "SIGFPE", 137, "SIGKILL",
            139, "SIGSEGV", 143, "SIGTERM", 152, "SIGXCPU");

    boolean isOutOfMemory() {
        return exitCode == ExitStatus.OUT_OF_MEMORY.code()
                && lastLines.stream().anyMatch(line -> line.contains("OutOfMemoryError"));
    }

    /** What happened, with its likely cause: {@code "worker 3 (pid 812) ended with 137 (SIGKILL): ..."}. */
    String description() {
        String how = reason.isEmpty() ? "ended with " + exitCode + signal() + cause() : "was killed: " + reason;
        String report = crashReport.isEmpty() ? "" : "; crash report: " + crashReport;
        return "worker " + worker + " (pid " + pid + ") " + how + report;
    }

    /** What happened to a worker that never took a call: its own last words tell more than a guess at the cause. */
    String descriptionOfStart() {
        String how = reason.isEmpty()
                ? "ended with " + exitCode + signal() + " before it was ready"
                : "was killed: " + reason;
        return "worker " + worker + " (pid " + pid + ") " + how + printed();
    }

    /** The last lines, for the end of a message; empty if nothing was printed. */
    String printed() {
        return lastLines.isEmpty() ? "" : "; last output: " + String.join(" | ", lastLines);
    }

    private String signal() {
        String name = SIGNALS.get(exitCode);
        return name == null ? "" : " (" + name + ")";
    }

    private String cause() {
        if (isOutOfMemory()) {
            return ": its heap was exhausted";
        }
        return switch (exitCode) {
            case 134 -> ": the JVM crashed in native code, or aborted";
            case 137 -> ": something killed it; if nobody did, the system was out of memory";
            case 143 -> ": something terminated it";
            default ->
                ExitStatus.of(exitCode)
                        .filter(status -> status != ExitStatus.ENDED && status != ExitStatus.OUT_OF_MEMORY)
                        .map(status -> ": "
                                + status.name()
                                        .toLowerCase(java.util.Locale.ROOT)
                                        .replace('_', ' '))
                        .orElse(": something there called System.exit or halt");
        };
    }
}
