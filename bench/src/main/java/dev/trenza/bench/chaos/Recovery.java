package dev.trenza.bench.chaos;

import dev.trenza.core.process.WorkerInfo;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.core.process.WorkerState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Measures how long a place stays empty: from the signal that kills a worker until another one of the same number takes calls.
 * Owns its thread; looks every 2 ms.
 */
final class Recovery implements Runnable {

    private record Blow(WorkerInfo worker, long nanos) {}

    private final WorkerPool pool;
    private final ConcurrentLinkedQueue<Blow> open = new ConcurrentLinkedQueue<>();
    private final List<Long> nanos = new ArrayList<>();
    private final Thread thread = new Thread(this, "chaos-recovery");

    // Mutable state
    private volatile boolean isStopped;

    Recovery(WorkerPool pool) {
        this.pool = pool;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    void stop() throws InterruptedException {
        isStopped = true;
        thread.join();
    }

    /** A worker is about to be killed. */
    void struck(WorkerInfo worker) {
        open.add(new Blow(worker, System.nanoTime()));
    }

    @Override
    public void run() {
        try {
            while (!isStopped) {
                Thread.sleep(2);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        List<WorkerInfo> workers = open.isEmpty() ? List.of() : pool.workers();
        for (Iterator<Blow> blows = open.iterator(); blows.hasNext(); ) {
            Blow blow = blows.next();
            if (workers.stream().anyMatch(worker -> isReplacement(worker, blow.worker()))) {
                nanos.add(System.nanoTime() - blow.nanos());
                blows.remove();
            }
        }
    }

    private static boolean isReplacement(WorkerInfo worker, WorkerInfo dead) {
        return worker.worker() == dead.worker() && worker.pid() != dead.pid() && worker.state() == WorkerState.READY;
    }

    /** Median, 99th percentile and maximum in a line; to be asked after {@link #stop}. */
    String line() {
        if (nanos.isEmpty()) {
            return "no recovery was measured";
        }
        Collections.sort(nanos);
        return String.format(
                "recovery from signal to ready: p50 %.0f ms, p99 %.0f ms, most %.0f ms (%d)",
                millis(0.5), millis(0.99), millis(1), nanos.size());
    }

    private double millis(double share) {
        return nanos.get((int) Math.ceil(share * nanos.size()) - 1) / 1e6;
    }
}
