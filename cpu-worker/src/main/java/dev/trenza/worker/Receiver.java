package dev.trenza.worker;

import dev.trenza.task.Nullable;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameReader;
import dev.trenza.worker.protocol.FrameWriter;
import dev.trenza.worker.protocol.RemoteFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads what the parent sends, on a thread that does nothing else and so always sees the end of the channel: then it ends
 * the process itself, whatever the task thread is doing. It also makes the orderly end after BYE: from any other thread a
 * halt takes 300 ms longer, because the JVM waits for the one that is in a native read.
 */
final class Receiver implements Runnable {

    private final FrameReader reader;
    private final CallQueue queue;
    private final RunningCall running;
    private final FrameWriter writer;
    private final Map<Integer, String> taskNames;
    private final CountDownLatch allAnswered;

    Receiver(
            FrameReader reader,
            CallQueue queue,
            RunningCall running,
            FrameWriter writer,
            Map<Integer, String> taskNames,
            CountDownLatch allAnswered) {
        this.reader = reader;
        this.queue = queue;
        this.running = running;
        this.writer = writer;
        this.taskNames = taskNames;
        this.allAnswered = allAnswered;
    }

    @Override
    public void run() {
        ExitStatus end = ExitStatus.PARENT_GONE;
        try {
            if (receive()) {
                allAnswered.await();
                end = ExitStatus.ENDED;
            }
        } catch (InterruptedException e) {
            end = ExitStatus.BROKEN;
        } catch (IOException e) {
            end = ExitStatus.PROTOCOL_VIOLATED;
            System.err.println("trenza worker: " + e.getMessage());
        } finally {
            end.halt();
        }
    }

    /** Receives until BYE, which it tells, or the end of the stream. */
    private boolean receive() throws IOException {
        List<Frame> batch = new ArrayList<>();
        boolean isBye = false;
        for (Frame frame = reader.next(); frame != null; frame = isBye ? null : reader.next()) {
            accept(frame, batch);
            isBye = frame instanceof Frame.Bye;
            if ((isBye || !reader.hasNext()) && !batch.isEmpty()) {
                queue.addAll(batch);
                batch.clear();
            }
        }
        return isBye;
    }

    private void accept(Frame frame, List<Frame> batch) {
        if (frame instanceof Frame.Cancel cancel) {
            cancel(cancel.id());
            return;
        }
        if (frame instanceof Frame.Recall recall) {
            int count = running.recall(recall.id(), recall.count());
            if (count > 0) {
                writer.send(new Frame.Cancelled(recall.id() + recall.count() - count, count));
            }
            return;
        }
        if (frame instanceof Frame.Define define) {
            taskNames.put(define.task(), define.definition().name());
        } else if (frame instanceof Frame.Forget forget) {
            taskNames.remove(forget.task());
        }
        batch.add(frame);
    }

    private void cancel(long id) {
        AtomicReference<@Nullable RemoteFailure> stack = new AtomicReference<>();
        switch (running.cancel(id, stack)) {
            case BEFORE_START -> writer.send(new Frame.Cancelled(id));
            case INTERRUPTED -> {
                RemoteFailure where = stack.get();
                if (where != null) {
                    writer.send(new Frame.Stack(id, where));
                }
            }
            case TOO_LATE -> {}
        }
    }
}
