package dev.trenza.worker;

import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameReader;
import dev.trenza.worker.protocol.FrameWriter;
import dev.trenza.worker.protocol.PayloadFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Reads what the parent sends, on a thread that does nothing else and so sees the end of the channel whatever the task
 * thread is doing: then it ends the process itself. An idle task thread may {@link #receive} in its stead, as
 * {@link CallQueue} has it. It also makes the orderly end after BYE: while it were in a native read, a halt from another
 * thread would take 300 ms longer, because the JVM waits for that.
 */
final class Receiver implements Runnable {

    private final FrameReader reader;
    private final CallQueue queue;
    private final RunningCall running;
    private final FrameWriter writer;
    private final Map<Integer, String> taskNames;
    private final CountDownLatch allAnswered;
    private final EmissionWindow emissions;

    Receiver(
            FrameReader reader,
            CallQueue queue,
            RunningCall running,
            FrameWriter writer,
            Map<Integer, String> taskNames,
            CountDownLatch allAnswered,
            EmissionWindow emissions) {
        this.reader = reader;
        this.queue = queue;
        this.running = running;
        this.writer = writer;
        this.taskNames = taskNames;
        this.allAnswered = allAnswered;
        this.emissions = emissions;
    }

    @Override
    public void run() {
        while (queue.awaitTurn()) {
            receive();
        }
        try {
            allAnswered.await();
            ExitStatus.ENDED.halt();
        } catch (InterruptedException e) {
            ExitStatus.BROKEN.halt();
        }
    }

    /**
     * Receives what comes next, until nothing more is at hand; by who has the turn. The end of the channel that comes
     * without a BYE is the end of the process.
     */
    void receive() {
        ExitStatus end = ExitStatus.PARENT_GONE;
        boolean isOver = true;
        try {
            isOver = !receiveBatch();
        } catch (IOException e) {
            end = ExitStatus.PROTOCOL_VIOLATED;
            System.err.println("trenza worker: " + e.getMessage());
        } finally {
            if (isOver) {
                end.halt();
            }
        }
    }

    /** Tells whether there was something: at the end of the channel there is not. */
    private boolean receiveBatch() throws IOException {
        List<Frame> batch = new ArrayList<>();
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            accept(frame, batch);
            if (frame instanceof Frame.Bye) {
                queue.addLast(batch);
                return true;
            }
            if (!reader.hasNext()) {
                queue.addAll(batch);
                return true;
            }
        }
        return false;
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
        if (frame instanceof Frame.Demand demand) {
            emissions.demand(demand.id(), demand.count());
            return;
        }
        if (frame instanceof Frame.Share share) {
            share(share);
            return;
        }
        if (frame instanceof Frame.Taken) {
            return; // the reader has dealt with it
        }
        if (frame instanceof Frame.Define define) {
            taskNames.put(define.task(), define.definition().name());
        } else if (frame instanceof Frame.Forget forget) {
            taskNames.remove(forget.task());
        }
        batch.add(frame);
    }

    /** In a sandbox the file may not be there, or not be writable: all goes through the pipe then. */
    @SuppressWarnings("resource") // open as long as this process lives
    private void share(Frame.Share share) {
        try {
            PayloadFile file = PayloadFile.open(Path.of(share.file()), share.bytes());
            reader.share(file, writer);
            writer.send(new Frame.Shared(""));
            writer.shareAtOnce(file);
        } catch (IOException | RuntimeException e) {
            writer.send(new Frame.Shared(e.toString()));
        }
    }

    private void cancel(long id) {
        var cancellation = running.cancel(id, where -> writer.send(new Frame.Stack(id, where)));
        if (cancellation == RunningCall.Cancellation.BEFORE_START) {
            writer.send(new Frame.Cancelled(id));
        }
    }
}
