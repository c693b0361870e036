package dev.trenza.core.process;

/**
 * Hears what happens to a pool: for logs, alarms, or meters of one's own.
 *
 * <pre>{@code
 * WorkerPool.builder().listener(new PoolListener() {
 *     @Override
 *     public void workerEnded(int worker, long pid, WorkerEnd why, String description) {
 *         System.err.println(why + ": " + description);
 *     }
 * });
 * }</pre>
 *
 * <p>Called on one thread of the pool that does nothing else, in the order of the events; so it may block, and the events
 * wait for it: while 10,000 do, it is not told of calls that end, and learns of their number afterwards as a warning. What it throws is logged. Without a listener nothing is collected.
 */
public interface PoolListener {

    /** A worker takes calls from now on. */
    default void workerReady(int worker, long pid) {}

    /**
     * A worker is gone.
     *
     * @param pid 0 if it was not started
     * @param description what happened, in one line
     */
    default void workerEnded(int worker, long pid, WorkerEnd why, String description) {}

    /** A call has ended, or many small ones that travelled together. This is as often as calls end. */
    default void callsEnded(CallsEnded calls) {}

    /** Something is not as it should be, and the pool goes on: a successor that cannot start, heaps that exceed memory. */
    default void warning(String message) {}

    /** The pool is given up: nothing will run any more. */
    default void unusable(String why) {}
}
