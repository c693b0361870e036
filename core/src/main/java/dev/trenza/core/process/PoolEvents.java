package dev.trenza.core.process;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the flight recorder and the listeners of a pool what happens. Thread-safe; never waits. */
final class PoolEvents {

    private static final Logger LOG = LoggerFactory.getLogger(PoolEvents.class);

    private final String pool;
    private final List<PoolListener> listeners;
    private final Executor thread;

    /**
     * For one pool.
     *
     * @param thread on which listeners are called: one, in order
     */
    PoolEvents(String pool, List<PoolListener> listeners, Executor thread) {
        this.pool = pool;
        this.listeners = List.copyOf(listeners);
        this.thread = thread;
    }

    /** Whether anybody wants to hear of calls. */
    boolean areCallsWanted() {
        return !listeners.isEmpty() || FlightRecords.areTasksWanted();
    }

    void workerReady(int worker, long pid) {
        FlightRecords.worker(pool, worker, pid, "ready", "");
        tell(listener -> listener.workerReady(worker, pid));
    }

    void workerEnded(int worker, long pid, WorkerEnd why, String description) {
        FlightRecords.worker(pool, worker, pid, why.text(), description);
        tell(listener -> listener.workerEnded(worker, pid, why, description));
    }

    void callsEnded(CallsEnded calls) {
        FlightRecords.tasks(pool, calls);
        tell(listener -> listener.callsEnded(calls));
    }

    void warning(String message) {
        tell(listener -> listener.warning(message));
    }

    void unusable(String why) {
        tell(listener -> listener.unusable(why));
    }

    private void tell(Consumer<PoolListener> event) {
        if (!listeners.isEmpty()) {
            thread.execute(() -> listeners.forEach(listener -> tell(listener, event)));
        }
    }

    private void tell(PoolListener listener, Consumer<PoolListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException | Error e) {
            LOG.warn("pool '{}': the listener {} has failed", pool, listener, e);
        }
    }
}
