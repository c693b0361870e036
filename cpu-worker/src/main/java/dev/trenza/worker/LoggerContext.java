package dev.trenza.worker;

import dev.trenza.task.Nullable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Puts the context of a call where the loggers of tasks look for it: SLF4J's {@code MDC}, if it is on their class path.
 * Confined to the task thread.
 *
 * <p>It is looked for at the first call that has a context; then SLF4J and its provider are initialised, as they would be
 * by a task's first logger. Without a context nothing is loaded and nothing is done.
 */
final class LoggerContext {

    private static final String MDC = "org.slf4j.MDC";

    private final ClassLoader loader;

    // Mutable state
    private boolean isSought;
    private @Nullable MethodHandle get;
    private @Nullable MethodHandle set;
    private @Nullable MethodHandle clear;

    LoggerContext(ClassLoader loader) {
        this.loader = loader;
    }

    /** Calls with these entries in place of what there is, and puts that back. */
    <T> T within(Map<String, String> entries, Supplier<T> body) {
        if (!isSought) {
            isSought = true;
            seek();
        }
        Map<String, String> before = copy();
        put(entries);
        try {
            return body.get();
        } finally {
            put(before);
        }
    }

    private void seek() {
        try {
            Class<?> mdc = Class.forName(MDC, true, loader);
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            get = lookup.findStatic(mdc, "getCopyOfContextMap", MethodType.methodType(Map.class));
            set = lookup.findStatic(mdc, "setContextMap", MethodType.methodType(void.class, Map.class));
            clear = lookup.findStatic(mdc, "clear", MethodType.methodType(void.class));
        } catch (ClassNotFoundException e) {
            giveUp();
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            giveUp(e);
        }
    }

    @SuppressWarnings("unchecked")
    private @Nullable Map<String, String> copy() {
        MethodHandle method = get;
        try {
            return method == null ? null : (Map<String, String>) method.invoke();
        } catch (Throwable e) { // whatever a logger throws must not cost a call
            giveUp(e);
            return null;
        }
    }

    private void put(@Nullable Map<String, String> entries) {
        MethodHandle setter = set;
        MethodHandle clearer = clear;
        if (setter == null || clearer == null) {
            return;
        }
        try {
            if (entries == null) {
                clearer.invoke();
            } else {
                setter.invoke(entries);
            }
        } catch (Throwable e) { // as above
            giveUp(e);
        }
    }

    private void giveUp(Throwable e) {
        System.err.println("trenza worker: the context of calls cannot be put into " + MDC + ": " + e);
        giveUp();
    }

    private void giveUp() {
        get = null;
        set = null;
        clear = null;
    }
}
