package dev.trenza.core;

import dev.trenza.worker.protocol.DiagnosticContext;
import java.lang.System.Logger.Level;
import java.util.Map;

/**
 * A line that a task has logged, or printed in a worker; as text it is fit for people. Immutable.
 *
 * <pre>{@code
 * WorkerPool.builder().output(line -> log.info("{}: {}", line.task(), line.line()));
 * }</pre>
 */
public interface TaskLine {

    /** The task that ran then; empty if none did, or it cannot be told. */
    String task();

    /** Index of the item that it ran on; empty likewise. */
    String item();

    /** The level that it was logged with; {@link Level#INFO} for what was printed. */
    Level level();

    /** {@code TaskContext.diagnosticContext} of the task; empty if none ran. */
    Map<String, String> context();

    /** Without its end. */
    String line();

    /** Where it comes from, for people. */
    String origin();

    /** All of it, for people: origin, level if it says something, and line. */
    default String text() {
        return origin() + " | " + (level() == Level.INFO ? "" : name(level()) + " ") + line();
    }

    /** The task, and before it the name of its stream, if that says more. */
    default String taskOfStream() {
        String stream = context().getOrDefault(DiagnosticContext.STREAM, "");
        return stream.isEmpty() || stream.equals(task()) ? task() : stream + " \u00B7 " + task();
    }

    private static String name(Level level) {
        return level == Level.WARNING ? "WARN" : level.name();
    }
}
