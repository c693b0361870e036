package dev.trenza.core.process;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the flight recorder and the listeners of a pool what happens. Thread-safe; never waits. */
final class PoolEvents {

    private static final Logger LOG = LoggerFactory.getLogger(PoolEvents.class);

    /** Events that may wait for a listener: more would be a leak. Workers end seldom; calls may end millions of times. */
    private static final int MOST_WAITING = 10_000;

    private final String pool;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong untoldCalls = new AtomicLong();
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
        if (waiting.get() < MOST_WAITING) {
            tell(listener -> listener.callsEnded(calls));
        } else if (untoldCalls.getAndAdd(calls.calls()) == 0) {
            LOG.warn("pool '{}': a listener does not keep up; it is not told of calls until it does", pool);
        }
    }

    void warning(String message) {
        tell(listener -> listener.warning(message));
    }

    void unusable(String why) {
        tell(listener -> listener.unusable(why));
    }

    private void tell(Consumer<PoolListener> event) {
        if (!listeners.isEmpty()) {
            waiting.incrementAndGet();
            thread.execute(() -> {
                listeners.forEach(listener -> tell(listener, event));
                told();
            });
        }
    }

    private void told() {
        long untold = waiting.decrementAndGet() < MOST_WAITING / 2 ? untoldCalls.getAndSet(0) : 0;
        if (untold > 0) {
            warning("listeners were not told of " + untold + " calls that had ended, since they did not keep up");
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
