package dev.trenza.core.process;

/**
 * A line that something in a worker has printed. Immutable.
 *
 * @param worker which worker of the pool, from 1
 * @param pid its process
 * @param stream where it was printed
 * @param task what ran then; empty if nothing did or it cannot be told
 * @param item index of the item that ran then; empty likewise
 * @param line without its end
 */
public record WorkerOutput(int worker, long pid, Stream stream, String task, String item, String line) {

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

    /** As it is shown: {@code worker 2 . digest . item 7 | text}. */
    @Override
    public String toString() {
        String where = task.isEmpty() ? "" : " \u00B7 " + task + " \u00B7 item " + item;
        return "worker " + worker + where + " | " + line;
    }
}
