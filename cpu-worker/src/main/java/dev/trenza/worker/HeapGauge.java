package dev.trenza.worker;

import dev.trenza.worker.protocol.StatusPage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tells what the tasks of this worker leave on the heap: what is in use there after a collection, between two calls.
 * Thread-safe.
 *
 * <p>A collection is made only when more is in use than the pool cares about, and so rarely that it takes a small share of
 * the time.
 */
final class HeapGauge {

    private static final long LEAST_PAUSE_NANOS = 1_000_000_000L;

    /** Time between two collections, in times of what the last one took. */
    private static final int PAUSE_SHARE = 20;

    private final StatusPage page;
    private final long highHeap;
    private final LongSupplier usedHeap;
    private final Runnable collection;
    private final AtomicLong nextAt = new AtomicLong(System.nanoTime());

    /** Calls that have begun, written by the task thread alone. */
    private final AtomicLong calls = new AtomicLong();

    // Mutable state
    private volatile boolean isHigh;

    /**
     * Makes a gauge of this JVM's heap.
     *
     * @param highHeap from so many bytes on it measures; 0 never
     */
    HeapGauge(StatusPage page, long highHeap) {
        this(page, highHeap, HeapGauge::usedNow, System::gc);
    }

    /** For tests: of another heap. */
    HeapGauge(StatusPage page, long highHeap, LongSupplier usedHeap, Runnable collection) {
        this.page = page;
        this.highHeap = highHeap;
        this.usedHeap = usedHeap;
        this.collection = collection;
    }

    private static long usedNow() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** A call begins, on the task thread: what is in use from now on may be its own. */
    void callBegins() {
        calls.setRelease(calls.getPlain() + 1);
    }

    /** Beats; and measures if that is due and no call runs. */
    void beat() {
        long used = usedHeap.getAsLong();
        page.beat(used);
        isHigh = highHeap > 0 && used >= highHeap;
        if (page.running() == 0) {
            measureIfHigh();
        }
    }

    /** Whether {@link #measureIfHigh} may have something to do, which takes its time. */
    boolean isHigh() {
        return isHigh;
    }

    /** Measures if that is due; called between two calls. */
    void measureIfHigh() {
        if (!isHigh) {
            return;
        }
        long due = nextAt.get();
        long begun = System.nanoTime();
        if (begun - due < 0 || !nextAt.compareAndSet(due, begun + LEAST_PAUSE_NANOS)) {
            return;
        }
        isHigh = false;
        long callsBefore = calls.getAcquire();
        collection.run();
        long retained = usedHeap.getAsLong();
        if (calls.getAcquire() == callsBefore && page.running() == 0) {
            page.retained(retained);
        }
        long end = System.nanoTime();
        nextAt.set(end + Math.max(LEAST_PAUSE_NANOS, PAUSE_SHARE * (end - begun)));
    }
}
