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

/** Takes SLF4J's MDC along from one thread to another. For pools; not an API. Thread-safe. */
public final class CallerContext {

    private static final Logger LOG = LoggerFactory.getLogger(CallerContext.class);

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

    /** The MDC of this thread. What does not fit is left out, which is told once for each pool. */
    public DiagnosticContext capture() {
        return captureFor(null);
    }

    /** The same for a run, with the name of its stream. */
    public DiagnosticContext capture(TaskRun<?, ?> run) {
        return captureFor(run.origin());
    }

    private DiagnosticContext captureFor(TaskRun.@Nullable Origin<?> origin) {
        Map<String, String> present = MDC.getCopyOfContextMap();
        Map<String, @Nullable String> entries = new LinkedHashMap<>();
        if (origin != null) {
            entries.put(DiagnosticContext.STREAM, origin.stream()); // first, so that it fits
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
