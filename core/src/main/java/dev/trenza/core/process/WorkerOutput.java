package dev.trenza.core.process;

import dev.trenza.core.TaskLine;
import java.lang.System.Logger.Level;
import java.util.Map;

/**
 * A line that something in a worker has printed. Immutable.
 *
 * @param worker which worker of the pool, from 1
 * @param pid its process
 * @param stream where it was printed
 * @param task what ran then; empty if nothing did or it cannot be told
 * @param item index of the item that ran then; empty likewise
 * @param level that it was logged with; {@link Level#INFO} if it was printed
 * @param context of the call that ran then, see {@code TaskContext.diagnosticContext}
 * @param line without its end
 */
public record WorkerOutput(
        int worker,
        long pid,
        Stream stream,
        String task,
        String item,
        Level level,
        Map<String, String> context,
        String line)
        implements TaskLine {

    /** Where a line was printed. */
    public enum Stream {
        /** {@code System.out}. */
        OUT,
        /** {@code System.err}. */
        ERR,
        /** {@code TaskContext.log}. */
        LOG,
        /** Past Java: by native code, a child process or the JVM itself. */
        RAW
    }

    @Override
    public String origin() {
        return "worker " + worker + (task.isEmpty() ? "" : " \u00B7 " + taskOfStream() + " \u00B7 item " + item);
    }

    /** As it is shown: {@code worker 2 . digest . item 7 | text}. */
    @Override
    public String toString() {
        return text();
    }
}
