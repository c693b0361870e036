package dev.trenza.core;

import dev.trenza.worker.protocol.DiagnosticContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Takes SLF4J's MDC and the trace along from one thread to another. For pools; not an API. Thread-safe.
 *
 * <p>The trace is what Reactor's context of a subscriber has, as texts, under the keys {@code traceparent},
 * {@code tracestate} and {@code baggage}; or a {@code ThreadLocalAccessor} of context-propagation with such a key. With that
 * library, whatever a subscriber's context has for registered accessors is put into this thread while its MDC is read, so
 * that the MDC is his even behind a {@code subscribeOn}.
 */
public final class CallerContext {

    private static final Logger LOG = LoggerFactory.getLogger(CallerContext.class);

    /** The headers of W3C's trace context and baggage: under these keys whoever traces finds them in a task. */
    private static final List<String> TRACE = List.of("traceparent", "tracestate", "baggage");

    private final String pool;
    private final AtomicBoolean hasWarned = new AtomicBoolean();

    /**
     * For the subscriptions to one pool.
     *
     * @param pool in messages
     */
    public CallerContext(String pool) {
        this.pool = pool;
    }

    /** The MDC and trace of this thread. What does not fit is left out, which is told once for each pool. */
    public DiagnosticContext capture() {
        return captureFor(null, Context.empty());
    }

    /**
     * The same for a run, with the name of its stream.
     *
     * @param context of its subscriber; what it has comes before what this thread has
     */
    public DiagnosticContext capture(TaskRun<?, ?> run, ContextView context) {
        if (!PropagatedContext.IS_PRESENT || context.isEmpty()) {
            return captureFor(run.origin(), context);
        }
        return PropagatedContext.within(context, () -> captureFor(run.origin(), context));
    }

    /** What this thread has, for a subscription that another one will make. */
    static Context ofThisThread() {
        Map<String, String> present = MDC.getCopyOfContextMap();
        Context context = Context.of(CallerContext.class, present == null ? Map.of() : present);
        return PropagatedContext.IS_PRESENT ? PropagatedContext.capture(context) : context;
    }

    private DiagnosticContext captureFor(TaskRun.@Nullable Origin<?> origin, ContextView subscriber) {
        Map<String, String> present = subscriber.getOrDefault(CallerContext.class, null);
        present = present == null ? MDC.getCopyOfContextMap() : present;
        Map<String, @Nullable String> entries = new LinkedHashMap<>();
        if (origin != null && !origin.stream().isEmpty()) {
            entries.put(DiagnosticContext.STREAM, origin.stream()); // first, so that it fits
        }
        for (String key : TRACE) {
            String value = traceEntry(key, subscriber);
            if (value != null) {
                entries.put(key, value);
            }
        }
        if (present != null) {
            present.forEach(entries::putIfAbsent);
        }
        if (entries.isEmpty()) {
            return DiagnosticContext.EMPTY;
        }
        List<String> dropped = new ArrayList<>(0);
        DiagnosticContext context =
                DiagnosticContext.of(entries, (key, bytes) -> dropped.add("'" + key + "' (" + bytes + " bytes)"));
        if (!dropped.isEmpty() && hasWarned.compareAndSet(false, true)) {
            LOG.warn(
                    "{}: tasks do not see all of the subscriber's MDC: {} left out, since {} entries and {} bytes are the"
                            + " limit; this is told once",
                    pool,
                    String.join(", ", dropped),
                    DiagnosticContext.MAX_ENTRIES,
                    DiagnosticContext.MAX_BYTES);
        }
        return context;
    }

    private static @Nullable String traceEntry(String key, ContextView context) {
        Object value = context.getOrDefault(key, null);
        if (value == null && PropagatedContext.IS_PRESENT) {
            value = PropagatedContext.ofThisThread(key);
        }
        return value instanceof String text ? text : null;
    }

    /** Calls with these entries in place of this thread's MDC, and puts that back; without any it just calls. */
    public static <T extends @Nullable Object> T within(Map<String, String> entries, Callable<T> body)
            throws Exception {
        if (entries.isEmpty()) {
            return body.call();
        }
        Map<String, String> before = MDC.getCopyOfContextMap();
        MDC.setContextMap(entries);
        try {
            return body.call();
        } finally {
            if (before == null) {
                MDC.clear();
            } else {
                MDC.setContextMap(before);
            }
        }
    }
}
