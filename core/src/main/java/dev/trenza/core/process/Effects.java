package dev.trenza.core.process;

import dev.trenza.core.PoolUnusableException;
import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.FrameWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is to be done when the dispatcher's lock is free. Confined to the thread that took the lock. */
final class Effects {

    private final PoolEvents events;
    private final List<FrameWriter> writers = new ArrayList<>(4);
    private final List<Lane<?, ?>> lanes = new ArrayList<>(4);
    private final List<Consumer<PoolControl>> others = new ArrayList<>(0);

    private final List<Ended> ends = new ArrayList<>(4);

    // Mutable state: what came last comes again, as a rule
    private @Nullable FrameWriter lastWriter;
    private @Nullable Lane<?, ?> lastLane;
    private @Nullable Ended lastEnds;

    Effects(PoolEvents events) {
        this.events = events;
    }

    /** Queues a frame at once, so that its order is the lock's; it leaves afterwards. */
    void send(FrameWriter writer, Frame frame) {
        writer.enqueue(frame);
        flush(writer);
    }

    /** Lets leave what was queued there. */
    void flush(FrameWriter writer) {
        if (lastWriter != writer && !writers.contains(writer)) {
            writers.add(writer);
        }
        lastWriter = writer;
    }

    /** Calls go back to their lane. */
    void ended(Work call) {
        Ended together = lastEnds;
        if (together != null && together.lane == call.lane) {
            together.add(call);
        } else {
            lastEnds = new Ended(call);
            ends.add(lastEnds);
        }
        wake(call.lane);
    }

    /** Hands over what has ended, while the lock is still held: in its order, whoever wakes the lanes first. */
    void handOver() {
        ends.forEach(together -> together.lane.ended(together));
    }

    void wake(Lane<?, ?> lane) {
        if (lastLane != lane && !lanes.contains(lane)) {
            lanes.add(lane);
        }
        lastLane = lane;
    }

    void launch(Worker worker, Duration pause) {
        others.add(control -> control.launch(worker, pause));
    }

    void kill(Worker worker) {
        others.add(control -> control.kill(worker));
    }

    void retryLater(Call call, Duration pause) {
        others.add(control -> control.retryLater(call, pause));
    }

    void tickAfter(long nanos) {
        others.add(control -> control.tickAfter(nanos));
    }

    void warmedUp(int readyWorkers) {
        others.add(control -> control.warmedUp(readyWorkers));
    }

    void warn(String message) {
        others.add(control -> control.warn(message));
    }

    /** A call has ended, for those who listen. */
    void told(Call call) {
        if (events.areCallsWanted()) {
            CallsEnded ended = new CallsEnded(
                    call.lane.definition().name(), CallTally.status(call), 1, call.worker, call.attempt, call.runNanos);
            others.add(control -> events.callsEnded(ended));
        }
    }

    /** Calls that go together have ended. */
    void told(Pack pack, long nanosEach) {
        if (events.areCallsWanted()) {
            long nanos = Math.max(0, nanosEach) * pack.size();
            CallsEnded ended =
                    new CallsEnded(pack.lane.definition().name(), "success", pack.size(), pack.worker, 1, nanos);
            others.add(control -> events.callsEnded(ended));
        }
    }

    void workerReady(Worker worker) {
        long pid = worker.linked().process().pid();
        others.add(control -> events.workerReady(worker.number, pid));
    }

    void workerEnded(Worker worker, WorkerEnd why, String description) {
        long pid = worker.link == null ? 0 : worker.linked().process().pid();
        others.add(control -> events.workerEnded(worker.number, pid, why, description));
    }

    void broken(PoolUnusableException why) {
        others.add(control -> control.broken(why));
    }

    void ended() {
        others.add(PoolControl::ended);
    }

    void lanesEnded() {
        others.add(PoolControl::lanesEnded);
    }

    /** Does it all, whatever of it fails: what is left out here would be missed for ever. */
    void run(PoolControl control) {
        Throwable failure = null;
        for (FrameWriter writer : writers) {
            // What kills a worker must not wait for one, not even for one that lies about what it has read.
            failure = attempt(control.isControlThread() ? writer::flushLater : writer::flush, failure);
        }
        for (Lane<?, ?> lane : lanes) {
            failure = attempt(lane::wake, failure);
        }
        for (Consumer<PoolControl> effect : others) {
            failure = attempt(() -> effect.accept(control), failure);
        }
        if (failure instanceof Error error) {
            throw error;
        } else if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private static @Nullable Throwable attempt(Runnable effect, @Nullable Throwable before) {
        try {
            effect.run();
            return before;
        } catch (RuntimeException | Error e) {
            return before == null ? e : before;
        }
    }
}
