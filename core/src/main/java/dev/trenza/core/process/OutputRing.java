package dev.trenza.core.process;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines between the thread that drains a worker's output and whoever shows them: bounded, so that a consumer that is slow
 * or stands still costs lines of a flood, and never the task that prints. Thread-safe.
 *
 * <p>What does not fit is dropped, and a line tells how much was, in its place. The consumer is called by one daemon
 * thread, which is started with the first line and ends with {@link #end}.
 */
final class OutputRing {

    private static final Logger LOG = LoggerFactory.getLogger(OutputRing.class);

    /** Characters that wait at most; a single longer line does, too. */
    static final int LIMIT = 4 << 20;

    private final Consumer<? super WorkerOutput> consumer;
    private final String threadName;

    // Mutable state, fenced by itself
    private final ArrayDeque<WorkerOutput> lines = new ArrayDeque<>();
    private int size;
    private long droppedLines;
    private long droppedChars;
    private boolean hasEnded;
    private @Nullable Thread printer;

    // Mutable state of the printing thread
    private boolean hasComplained;

    OutputRing(Consumer<? super WorkerOutput> consumer, String threadName) {
        this.consumer = consumer;
        this.threadName = threadName;
    }

    /** Takes a line, or drops it if too many wait. */
    synchronized void add(WorkerOutput output) {
        int length = output.line().length();
        if (!lines.isEmpty() && size + length > LIMIT) {
            droppedLines++;
            droppedChars += length;
            return;
        }
        tellDropped(output);
        append(output);
        if (printer == null) {
            printer = new Thread(this::print, threadName);
            printer.setDaemon(true);
            printer.start();
        }
        notifyAll();
    }

    private void append(WorkerOutput output) {
        lines.add(output);
        size += output.line().length();
    }

    private void tellDropped(WorkerOutput before) {
        if (droppedLines > 0) {
            append(new WorkerOutput(
                    before.worker(),
                    before.pid(),
                    WorkerOutput.Stream.RAW,
                    "",
                    "",
                    Level.INFO,
                    Map.of(),
                    "(" + droppedLines + " lines of " + droppedChars
                            + " characters are missing here: they came faster than they were taken)"));
            droppedLines = 0;
            droppedChars = 0;
        }
    }

    /** Nothing more will come: waits until everything was shown, but not longer than this. */
    synchronized void end(long millis) {
        hasEnded = true;
        notifyAll();
        long end = System.nanoTime() + millis * 1_000_000;
        try {
            for (long left = millis; printer != null && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print() {
        try {
            for (WorkerOutput output = next(); output != null; output = next()) {
                show(output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            gone();
        }
    }

    private void show(WorkerOutput output) {
        try {
            consumer.accept(output);
        } catch (RuntimeException | Error e) { // the thread goes on: behind it wait the lines that come next
            if (!hasComplained) {
                LOG.warn("the consumer of output refused a line of worker {}: {}", output.worker(), output.line(), e);
            }
            hasComplained = true;
        }
    }

    private synchronized @Nullable WorkerOutput next() throws InterruptedException {
        while (lines.isEmpty() && !hasEnded) {
            wait();
        }
        WorkerOutput output = lines.poll();
        size -= output == null ? 0 : output.line().length();
        return output;
    }

    private synchronized void gone() {
        printer = null;
        size = 0;
        lines.clear();
        notifyAll();
    }
}
