package dev.trenza.core.process;

/**
 * Where in its life a worker is. The {@link Dispatcher} alone changes it.
 *
 * <pre>
 *   STARTING -> READY     : READY frame
 *   STARTING -> EXITED    : it could not be launched, or ended before READY
 *   READY    -> STOPPING  : BYE was sent, because the pool closes or the worker is retired
 *   any      -> KILLING   : a time-out, a broken channel, closeNow
 *   any      -> EXITED    : the waiter thread, and everything that was in the pipe has been read
 * </pre>
 */
public enum WorkerState {
    /** Launched or about to be; takes no calls. */
    STARTING,
    /** Takes calls; busy if it has any. */
    READY,
    /** Finishes what it has, and ends. */
    STOPPING,
    /** Is being killed. */
    KILLING,
    /** Is gone. */
    EXITED
}
