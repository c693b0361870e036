package dev.trenza.core;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.ThreadLocalAccessor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * What the library context-propagation knows, if it is there. Thread-safe.
 *
 * <p>No hook is set and nothing is registered: whether anything is propagated elsewhere is not ours to decide. What an
 * accessor throws must not cost a call.
 */
final class PropagatedContext {

    private static final Logger LOG = LoggerFactory.getLogger(PropagatedContext.class);

    /** Whether the library can be used; without it no other member may be touched. */
    static final boolean IS_PRESENT = isPresent();

    private PropagatedContext() {}

    private static boolean isPresent() {
        try {
            Class.forName(
                    "io.micrometer.context.ContextSnapshotFactory", false, PropagatedContext.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Asks with those of the context's values in this thread that it has an accessor for, and takes them away again. */
    static <T> T within(ContextView context, Supplier<T> question) {
        ContextSnapshot.Scope scope = null;
        try {
            scope = ContextSnapshotFactory.builder().build().setThreadLocalsFrom(context);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("what a subscriber's context has could not be put into this thread; its task goes without", e);
        }
        try {
            return question.get();
        } finally {
            close(scope);
        }
    }

    private static void close(ContextSnapshot.@Nullable Scope scope) {
        try {
            if (scope != null) {
                scope.close();
            }
        } catch (RuntimeException e) {
            LOG.warn("what a subscriber's context has could not be taken away from this thread", e);
        }
    }

    /** The same context, and what this thread has for the accessors. */
    static Context capture(Context context) {
        try {
            return ContextSnapshotFactory.builder().build().captureAll().updateContext(context);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("what this thread has could not be captured; its task goes without", e);
            return context;
        }
    }

    /** What this thread has for one accessor. */
    static @Nullable Object ofThisThread(String key) {
        try {
            for (ThreadLocalAccessor<?> accessor : ContextRegistry.getInstance().getThreadLocalAccessors()) {
                if (accessor.key().equals(key)) {
                    return accessor.getValue();
                }
            }
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("the accessor of '{}' failed", key, e);
        }
        return null;
    }
}
