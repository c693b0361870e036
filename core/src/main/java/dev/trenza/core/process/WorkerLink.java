package dev.trenza.core.process;

import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameReader;
import dev.trenza.worker.protocol.FrameWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The four threads of one worker: reader, writer, stderr and waiter. They turn what the process does into events for the
 * {@link Dispatcher}, and end with it. Thread-safe.
 */
final class WorkerLink {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerLink.class);
    private static final long DRAIN_MILLIS = 250;

    private final Worker worker;
    private final WorkerProcess process;
    private final Dispatcher dispatcher;
    private final FrameWriter writer;
    private final OutputLines lines;
    private final CountDownLatch drained = new CountDownLatch(1);
    private final CountDownLatch printed = new CountDownLatch(1);
    private final String threadName;
    private final PayloadSharing sharing;

    WorkerLink(Worker worker, WorkerProcess process, Dispatcher dispatcher, OutputLines lines, String poolName) {
        this.worker = worker;
        this.process = process;
        this.dispatcher = dispatcher;
        this.lines = lines;
        this.writer = new FrameWriter(process.calls(), FrameWriter.ROOM_OF_PIPE);
        this.threadName = "trenza-" + poolName + "-worker-" + worker.number;
        this.sharing = new PayloadSharing(dispatcher.config().payloadFileBytes(), threadName, writer);
        writer.onLarge(sharing::offer);
    }

    /** Starts the threads, or, if one cannot be started, ends the process: then nothing of it will be told. */
    void start() {
        try {
            startThread("reader", this::read);
            startThread("writer", this::write);
            startThread("stderr", this::drainStderr);
            startThread(
                    "waiter",
                    this::awaitExit); // last: it tells the end of the process, and so must be the last to fail
        } catch (RuntimeException | Error e) {
            writer.end();
            sharing.close();
            process.kill();
            process.cleanUp();
            throw e;
        }
    }

    private void startThread(String role, Runnable body) {
        Thread thread = new Thread(body, threadName + "-" + role);
        thread.setDaemon(true);
        thread.start();
    }

    WorkerProcess process() {
        return process;
    }

    FrameWriter writer() {
        return writer;
    }

    private void read() {
        FrameReader reader = new FrameReader(process.results());
        reader.maxPayload(Frame.sizeLimit(dispatcher.config().maxPayload()));
        List<Frame> batch = new ArrayList<>();
        try {
            for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
                if (frame instanceof Frame.Hello) {
                    LOG.debug("{} runs, pid {}", threadName, process.pid());
                    process.greeted();
                }
                if (!sharing.accept(frame, reader)) {
                    batch.add(frame);
                }
                if (!reader.hasNext() && !batch.isEmpty()) {
                    writer.answered(reader.lastId());
                    dispatcher.received(worker, batch);
                    batch.clear();
                }
            }
        } catch (IOException e) {
            dispatcher.received(worker, batch);
            dispatcher.channelBroken(worker, String.valueOf(e.getMessage()));
        } finally {
            drained.countDown();
            dispatcher.channelEnded(worker);
        }
    }

    private void write() {
        try {
            writer.run();
            process.calls().close();
        } catch (IOException e) {
            // The worker is gone or going; its exit, which the waiter sees, is what counts.
            writer.end();
        }
    }

    private void drainStderr() {
        try {
            lines.readFrom(process.stderr());
        } catch (IOException e) {
            // The pipe was torn: there is nothing more to show.
        } finally {
            printed.countDown();
        }
    }

    private void awaitExit() {
        int exitCode;
        try {
            exitCode = process.waitFor();
            dispatcher.processEnded(worker);
            // Results that reached the pipe before the end count, and so do last words. A child of the task may
            // hold the pipes open for ever: after the bound the reader is left to itself.
            if (!drained.await(DRAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                process.kill();
                drained.await(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
            printed.await(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
            writer.end();
            sharing.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        LOG.debug("{} has ended with {}", threadName, exitCode);
        dispatcher.exited(worker, exit(exitCode));
    }

    /** What can be found out; whatever fails of that, the worker is gone, and its calls must not wait for more. */
    private WorkerExit exit(int exitCode) {
        WorkerExit.SystemMemory memory = WorkerExit.SystemMemory.UNKNOWN;
        CrashReport report = CrashReport.NONE;
        try {
            memory = process.systemMemory();
            report = process.cleanUp();
        } catch (RuntimeException | Error e) {
            LOG.warn("what is left of {} cannot be looked at or removed", threadName, e);
        }
        return new WorkerExit(exitCode, lines.last(), report, memory);
    }
}
