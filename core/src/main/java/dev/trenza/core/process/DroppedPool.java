package dev.trenza.core.process;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done for a pool that nobody can close any more, because nobody has it: it is closed, and told who made it.
 * Immutable.
 *
 * <p>Must never hold the {@link WorkerPool} itself, nor may anything that it holds: what can be reached from here is never
 * garbage. Open subscriptions hold the pool, so it is in use until they have ended.
 */
final class DroppedPool implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DroppedPool.class);

    private final String name;
    private final Dispatcher dispatcher;
    private final String origin;

    /** Notes the caller as the one who made the pool. */
    DroppedPool(String name, Dispatcher dispatcher) {
        this.name = name;
        this.dispatcher = dispatcher;
        this.origin = caller();
    }

    private static String caller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !isWithin(DroppedPool.class, frame))
                        .filter(frame -> !isWithin(WorkerPool.class, frame))
                        .findFirst()
                        .map(frame -> frame.toStackTraceElement().toString())
                        .orElse("a place that is not known"));
    }

    private static boolean isWithin(Class<?> type, StackWalker.StackFrame frame) {
        String name = frame.getClassName();
        return name.equals(type.getName()) || name.startsWith(type.getName() + "$");
    }

    /** Called by the cleaner: it must not throw, and not wait. */
    @Override
    public void run() {
        if (!dispatcher.isClosed()) {
            LOG.warn(
                    "pool '{}' was dropped without being closed, and its workers end now; close it, best by"
                            + " try-with-resources. It was built by {}",
                    name,
                    origin);
            dispatcher.close();
        }
    }
}
