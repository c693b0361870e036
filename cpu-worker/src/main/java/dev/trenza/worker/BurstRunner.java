package dev.trenza.worker;

import dev.trenza.task.Nullable;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameWriter;
import dev.trenza.worker.protocol.PackedValues;
import dev.trenza.worker.protocol.RemoteFailure;
import dev.trenza.worker.protocol.StatusPage;
import dev.trenza.worker.protocol.ValueCodec;
import java.io.IOException;

/**
 * Runs the many small calls of a frame one after the other, with next to nothing between two of them: one step of
 * {@link RunningCall}, a note on the {@link StatusPage}, and a look at the clock as rarely as the calls are short. Confined to
 * the task thread.
 */
final class BurstRunner {

    /** Results that are there leave when their calls have taken so long together. */
    private static final long MAX_HELD_NANOS = 50_000;

    /** Calls between two looks at the clock: it costs as much as a tiny call. */
    private static final int MOST_BETWEEN_LOOKS = 32;

    private static final long TINY_NANOS = 1_000;

    private final CallRunner runner;
    private final DefinedTasks tasks;
    private final HeldResults held;
    private final FrameWriter writer;
    private final RunningCall running;
    private final StatusPage page;
    private final HeapGauge gauge;
    private final ValueCodec codec;
    private final TaskOutput output;

    // Mutable state

    /** The last call that has begun is still the running one. */
    private boolean isOpen;

    private long lastLook;
    private int sinceLook;
    private int lookAfter = 1;

    /** Results are held that nobody looks after yet. */
    private boolean isUnwatched;

    BurstRunner(
            CallRunner runner,
            DefinedTasks tasks,
            HeldResults held,
            FrameWriter writer,
            RunningCall running,
            StatusPage page,
            HeapGauge gauge,
            ValueCodec codec,
            TaskOutput output) {
        this.runner = runner;
        this.tasks = tasks;
        this.held = held;
        this.writer = writer;
        this.running = running;
        this.page = page;
        this.gauge = gauge;
        this.codec = codec;
        this.output = output;
    }

    /**
     * Runs them all; the last results may be held when it returns.
     *
     * @param isMoreAtHand whether other frames wait behind this one
     * @throws IOException if answers cannot be written
     */
    void run(Frame.Calls calls, boolean isMoreAtHand) throws IOException {
        if (!held.isEmpty()) {
            writer.watch(); // nobody may have looked for a while
        }
        if (!held.isFollowedBy(calls.id())) {
            held.flush();
        }
        lastLook = System.nanoTime();
        sinceLook = 0;
        PackedValues inputs = new PackedValues(calls.values(), 0);
        DefinedTask task = null;
        long last = calls.id() + calls.count() - 1;
        for (long id = calls.id(); id <= last; id++) {
            inputs.next();
            if (!begin(calls, id)) {
                held.flush(); // the receiver has answered it: there is a gap
                writer.watch();
                continue;
            }
            try {
                task = task == null ? tasks.get(calls.task()) : task;
                long index = calls.index() + (id - calls.id());
                Object result = runner.run(task, inputs.decode(codec), id, index, 1, calls.context());
                add(id, result, isMoreAtHand || id < last);
            } catch (Throwable e) { // whatever a task throws is its answer
                fail(id, e);
            }
            if (isOpen && (++sinceLook >= lookAfter || gauge.isHigh() || held.isFull())) {
                look(id);
            }
            watchHeld();
        }
        end(last);
        look();
    }

    private boolean begin(Frame.Calls calls, long id) {
        isOpen = isOpen ? running.beginNext(id) : running.begin(calls, id);
        if (isOpen) {
            gauge.callBegins();
            page.started(id);
        } else {
            page.finished();
        }
        return isOpen;
    }

    /** The result of the running call, and what it has printed. */
    private void add(long id, @Nullable Object result, boolean isMoreAtHand) throws IOException {
        output.endCall(); // it may fail, and the result would be there
        byte[] large;
        try {
            large = held.add(id, codec, result);
        } catch (IOException e) {
            throw CallRunner.unsendable(e);
        }
        if (large != null) {
            runner.checkSize(large);
            answerAlone(id, new Frame.Result(id, 1, takeNanos(), large));
        } else {
            isUnwatched |= held.publish() && isMoreAtHand;
        }
    }

    /** To be called when what took long enough has left: to wake who looks costs more than a short call. */
    private void watchHeld() {
        if (isUnwatched && !held.isEmpty()) {
            writer.watch();
        }
        isUnwatched = false;
    }

    private void fail(long id, Throwable failure) {
        output.endCall();
        answerAlone(id, new Frame.Failure(id, 1, takeNanos(), runner.isFatal(failure), RemoteFailure.of(failure)));
    }

    private long takeNanos() {
        long now = System.nanoTime();
        long nanos = now - lastLook;
        lastLook = now;
        sinceLook = 0;
        return nanos;
    }

    private void answerAlone(long id, Frame answer) {
        end(id);
        held.flush();
        writer.send(answer);
    }

    private void end(long id) {
        if (isOpen) {
            running.end(id);
            isOpen = false;
        }
        page.finished();
    }

    private void look() {
        int calls = sinceLook;
        long ran = takeNanos();
        held.ran(ran);
        if (calls > 0) {
            lookAfter = (int) Math.max(1, Math.min(MOST_BETWEEN_LOOKS, TINY_NANOS * calls / Math.max(ran, 1)));
        }
    }

    /** Results that have waited for long enough leave. */
    private void look(long id) throws IOException {
        look();
        if (held.runNanos() > MAX_HELD_NANOS || held.isFull() || gauge.isHigh()) {
            end(id);
            held.flush();
            writer.writeHere();
            gauge.measureIfHigh();
            lastLook = System.nanoTime();
        }
    }
}
