package dev.trenza.core.process;

import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The dispatcher's record of one worker. Fenced by the dispatcher's lock. */
final class Worker {

    /** So much work a worker should have at hand, in nanoseconds of run time, so that it need not wait for more. */
    private static final long READY_WORK_NANOS = 2_000_000;

    /** Calls that take longer than this on average come one at a time; fetching the next is nothing beside them. */
    private static final long LONG_RUN_NANOS = 50_000_000;

    /** A call that takes longer than so many average ones holds the others up. */
    private static final int HELD_UP_RUNS = 4;

    private static final int MAX_WINDOW = 1024;
    private static final long MAX_BYTES_IN_FLIGHT = 8L << 20;

    /** An average over about so many calls. */
    private static final double AVERAGE_WEIGHT = 0.1;

    final int number;
    final long heapBytes;

    // Mutable state
    WorkerState state = WorkerState.STARTING;

    @Nullable
    WorkerLink link;

    final ArrayDeque<Call> inFlight = new ArrayDeque<>();
    private final Set<Integer> defined = new HashSet<>();
    private int lastDefined;
    long nextId = 1;
    long bytesInFlight;
    int window = 1;
    long answered;
    long deadline = Long.MAX_VALUE;
    String killReason = "";
    boolean saidHello;
    boolean wasReady;
    boolean isOrderlyEnd;
    boolean isTainted;

    /** It will send no more: it is ending, or its task has closed the channel. */
    boolean isMute;

    /** Its process has ended; what it has sent is still being read. */
    boolean isDead;

    /** Who is to take its place has been hired. */
    boolean hasSuccessor;

    /** Its successor is ready, or it has nothing to do: it finishes what it has begun. */
    boolean isRetiring;

    /** Its successor is ready and has its place: it does not count any more. */
    boolean isReplaced;

    /** Its running call takes far longer than those before it: what waits there goes to others. */
    boolean isHeldUp;

    /** Since when its first call can have been running. */
    private long headSince;

    /** Its own part of the pool's limits of a worker's life. */
    double lifeShare = 1;

    long readySince;
    long idleSince;

    /** Something came from it that is no frame. */
    boolean isChannelBroken;

    /** It has had a call that was not to run alone. */
    private boolean hasServed;

    boolean hasStops;

    @Nullable
    RemoteFailure startFailure;

    /** What it said when System.exit was called there. */
    Frame.@Nullable Exiting exiting;

    // Mutable state of the watchdog
    long watchedCall;
    long watchedSince;
    long lastBeats = -1;
    long lastBeatSeen;
    long lastProgress;
    long lastProgressSeen;

    private double averageNanos;
    private double averageBytes;

    /** A worker like the others. */
    Worker(int number) {
        this(number, 0);
    }

    /**
     * A worker with a heap of its own, which runs one call and ends.
     *
     * @param heapBytes 0 for the pool's
     */
    Worker(int number, long heapBytes) {
        this.number = number;
        this.heapBytes = heapBytes;
    }

    /** Whether it was started for one call that exhausted another's heap. */
    boolean isLarge() {
        return heapBytes > 0;
    }

    boolean isReady() {
        return state == WorkerState.READY;
    }

    boolean isGone() {
        return state == WorkerState.EXITED;
    }

    /** Whether it gets no more calls, gives back what it has not begun, and ends after what it has. */
    boolean isLeaving() {
        return isDead || isTainted || isRetiring || isMute;
    }

    /** Calls that it has answered or has. */
    long taken() {
        return answered + inFlight.size();
    }

    /** The link of a worker that has sent something or was sent something. */
    WorkerLink linked() {
        return Objects.requireNonNull(link, "a worker without a process");
    }

    WorkerInfo info() {
        WorkerLink current = link;
        long pid = current == null ? 0 : current.process().pid();
        long heap = current == null ? 0 : current.process().page().heapBytes();
        return new WorkerInfo(number, pid, state, inFlight.size(), answered, heap);
    }

    /** Moves all deadlines: this JVM itself was stopped for so long. */
    void shift(long nanos) {
        if (nanos > 0) {
            deadline = deadline == Long.MAX_VALUE ? deadline : deadline + nanos;
            watchedSince += nanos;
            lastBeatSeen += nanos;
            lastProgressSeen += nanos;
            inFlight.forEach(call -> call.shift(nanos));
        }
    }

    /** Whether a call that is to run alone may come here: none is there, and only such calls have been. */
    boolean isFresh() {
        return !hasServed && inFlight.isEmpty() && isReady() && !isLeaving() && !isLarge();
    }

    /** Whether it is busy with a call that runs alone. */
    boolean isDedicated() {
        return !inFlight.isEmpty() && inFlight.element().runsAlone && !isLarge();
    }

    boolean hasRoom() {
        return isReady()
                && !isLeaving()
                && !isLarge()
                && !isDedicated()
                && !isHeldUp
                && inFlight.size() < window
                && (inFlight.isEmpty() || bytesInFlight < MAX_BYTES_IN_FLIGHT);
    }

    /** Something has changed about its first call: another one may be running now. */
    void headChanged(long now) {
        headSince = now;
        isHeldUp = false;
    }

    /** Whether its first call has been running for longer than several like those before would. */
    boolean isOverdue(long now) {
        return !inFlight.isEmpty() && now - headSince > Math.max(READY_WORK_NANOS, HELD_UP_RUNS * (long) averageNanos);
    }

    /** Notes that the worker knows a task; tells whether it did not before. */
    boolean define(int task) {
        boolean isNew = task != lastDefined && defined.add(task);
        lastDefined = task;
        return isNew;
    }

    boolean forget(int task) {
        lastDefined = 0;
        return defined.remove(task);
    }

    void add(Call call) {
        call.id = nextId++;
        call.worker = number;
        hasServed |= !call.runsAlone;
        inFlight.add(call);
        bytesInFlight += call.payload.length;
    }

    /** Takes an answered call off the list; answers come in order, except for those that were cancelled early. */
    @Nullable
    Call remove(long id) {
        Call first = inFlight.peek();
        if (first != null && first.id == id) {
            inFlight.poll();
            bytesInFlight -= first.payload.length;
            return first;
        }
        for (Iterator<Call> i = inFlight.descendingIterator(); i.hasNext(); ) {
            Call call = i.next();
            if (call.id == id) {
                i.remove();
                bytesInFlight -= call.payload.length;
                return call;
            }
        }
        return null;
    }

    @Nullable
    Call find(long id) {
        for (Call call : inFlight) {
            if (call.id == id) {
                return call;
            }
        }
        return null;
    }

    /**
     * Adapts the window to what the calls take: one for long calls; two for those of a few milliseconds, so that the next
     * is at hand when one ends, and a worker that idles meanwhile takes it back; up to {@value #MAX_WINDOW} for short ones,
     * so that many share a system call; and few for large ones, since their results are kept here until the subscriber
     * asks for them.
     */
    void hasRun(Call call) {
        answered++;
        double weight = answered == 1 ? 1 : AVERAGE_WEIGHT;
        averageNanos += weight * (call.runNanos - averageNanos);
        averageBytes += weight * (call.payload.length + call.result.length - averageBytes);
        long wanted = averageNanos > LONG_RUN_NANOS
                ? 1
                : Math.max(2, 1 + (long) (READY_WORK_NANOS / Math.max(averageNanos, 1)));
        long affordable = 1 + (long) (MAX_BYTES_IN_FLIGHT / Math.max(averageBytes, 1));
        window = (int) Math.min(Math.min(Math.min(wanted, affordable), MAX_WINDOW), window * 2L);
    }
}
