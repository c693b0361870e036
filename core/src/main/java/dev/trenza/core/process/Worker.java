package dev.trenza.core.process;

import dev.trenza.worker.protocol.Frame;
import dev.trenza.worker.protocol.RemoteFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The dispatcher's record of one worker. Fenced by the dispatcher's lock. */
final class Worker {

    /** So much work a worker should have at hand, in nanoseconds of run time, so that it need not wait for more. */
    private static final long READY_WORK_NANOS = 2_000_000;

    /** Calls that take longer than this on average come one at a time; fetching the next is nothing beside them. */
    private static final long LONG_RUN_NANOS = 50_000_000;

    /** To send a call to another worker takes about so long. */
    static final long RECALL_NANOS = 1_000_000;

    /** A call that takes longer than so many average ones holds the others up. */
    private static final int HELD_UP_RUNS = 4;

    private static final int MAX_WINDOW = 4096;
    private static final int PARTS_TO_FILL = 16;
    private static final long MAX_BYTES_IN_FLIGHT = 8L << 20;

    /** Instead of a run time. */
    static final long NOT_MEASURED = -1;

    /** An average over about so many calls. */
    private static final double AVERAGE_WEIGHT = 0.1;

    final int number;
    final long heapBytes;

    // Mutable state
    WorkerState state = WorkerState.STARTING;

    @Nullable
    WorkerLink link;

    private final ArrayDeque<Work> inFlight = new ArrayDeque<>();

    /** Calls in flight. */
    private int load;

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
        return answered + load;
    }

    /** The link of a worker that has sent something or was sent something. */
    WorkerLink linked() {
        return Objects.requireNonNull(link, "a worker without a process");
    }

    WorkerInfo info(long now) {
        WorkerLink current = link;
        long pid = current == null ? 0 : current.process().pid();
        long heap = current == null ? 0 : current.process().page().heapBytes();
        Work first = inFlight.peek();
        String task = first == null ? null : first.lane.definition().name();
        Duration age = wasReady ? Duration.ofNanos(Math.max(0, now - readySince)) : Duration.ZERO;
        return new WorkerInfo(number, pid, state, load, answered, heap, task, age);
    }

    /** Moves all deadlines: this JVM itself was stopped for so long. */
    void shift(long nanos) {
        if (nanos > 0) {
            deadline = deadline == Long.MAX_VALUE ? deadline : deadline + nanos;
            watchedSince += nanos;
            lastBeatSeen += nanos;
            lastProgressSeen += nanos;
            singles().forEach(call -> call.shift(nanos));
        }
    }

    /** Whether a call that is to run alone may come here: none is there, and only such calls have been. */
    boolean isFresh() {
        return !hasServed && inFlight.isEmpty() && isReady() && !isLeaving() && !isLarge();
    }

    /** Whether it is busy with a call that runs alone. */
    boolean isDedicated() {
        return inFlight.peek() instanceof Call call && call.runsAlone && !isLarge();
    }

    boolean hasRoom() {
        return isReady()
                && !isLeaving()
                && !isLarge()
                && !isDedicated()
                && !isHeldUp
                && load <= window - leastRoom()
                && (inFlight.isEmpty() || bytesInFlight < MAX_BYTES_IN_FLIGHT);
    }

    /** Something has changed about its first call: another one may be running now. */
    void headChanged(long now) {
        headSince = now;
        isHeldUp = false;
    }

    /** Whether its first call has been running for longer than several like those before would. */
    boolean isOverdue(long now) {
        return load > 0 && now - headSince > Math.max(READY_WORK_NANOS, HELD_UP_RUNS * (long) averageNanos);
    }

    /** A large window is not filled up call by call. */
    int leastRoom() {
        return Math.max(1, window / PARTS_TO_FILL);
    }

    /** Whether what waits there would be run sooner by another one, though it has to be sent there. */
    boolean isWorthRecalling(long now) {
        return load * averageNanos > RECALL_NANOS || now - headSince >= RECALL_NANOS;
    }

    /** Of the call that it runs, or is about to; 0 if there is none. */
    long firstId() {
        return inFlight.isEmpty() ? 0 : inFlight.element().id;
    }

    boolean isIdle() {
        return load == 0;
    }

    /** Calls that it has. */
    int load() {
        return load;
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

    void add(Work work) {
        work.id = nextId;
        nextId += work.size();
        work.worker = number;
        hasServed |= !(work instanceof Call call && call.runsAlone);
        inFlight.add(work);
        load += work.size();
        bytesInFlight += work.inputBytes();
    }

    /** Takes an answered call off the list; answers come in order, except for those that were cancelled early. */
    @Nullable
    Call remove(long id) {
        Call call = removeFirst(id);
        if (call == null) {
            call = find(id);
            inFlight.removeLastOccurrence(call);
        }
        if (call != null) {
            hasOneLess(call);
        }
        return call;
    }

    private @Nullable Call removeFirst(long id) {
        Work first = inFlight.peek();
        if (first == null || first.id != id) {
            return null;
        }
        if (first instanceof Pack pack && pack.size() > 1) {
            return pack.cutOne();
        }
        inFlight.poll();
        return first instanceof Call call ? call : first.calls().get(0);
    }

    private void hasOneLess(Call call) {
        load--;
        bytesInFlight -= call.payload.length;
    }

    /**
     * Takes calls off the list that go together and were answered with values.
     *
     * @param id of the first
     * @param most that were answered
     * @return {@code null} if the call with this id is on its own
     */
    @Nullable
    Pack takeAnswered(long id, int most) {
        if (!(inFlight.peek() instanceof Pack pack) || pack.id != id) {
            return null;
        }
        Pack answered = pack.size() > most ? pack.cut(most) : pack;
        if (answered == pack) {
            inFlight.poll();
        }
        load -= answered.size();
        bytesInFlight -= answered.inputBytes();
        return answered;
    }

    /**
     * Takes calls off the list that go together and were not begun.
     *
     * @return {@code null} if these calls are not together
     */
    @Nullable
    Pack takeBack(long id, int count) {
        if (!(workOf(id) instanceof Pack pack) || id + count != pack.id + pack.size()) {
            return null;
        }
        Pack back = pack.id == id ? pack : pack.split((int) (id - pack.id));
        if (back == pack) {
            inFlight.removeLastOccurrence(pack);
        }
        load -= count;
        bytesInFlight -= back.inputBytes();
        return back;
    }

    /** What it has behind the first few calls, oldest first. */
    List<Work> after(int calls) {
        List<Work> after = new ArrayList<>();
        List<Work> all = List.copyOf(inFlight);
        inFlight.clear();
        int left = calls;
        for (Work work : all) {
            boolean isCut = left > 0 && left < work.size() && !work.isRecalled(); // the answer is about all of it
            Pack rest = isCut && work instanceof Pack pack ? pack.split(left) : null;
            inFlight.add(work);
            if (rest != null) {
                inFlight.add(rest);
                after.add(rest);
            } else if (left <= 0) {
                after.add(work);
            }
            left -= work.size();
        }
        return after;
    }

    /** Calls that it has on their own. */
    List<Call> singles() {
        List<Call> singles = new ArrayList<>();
        for (Work work : inFlight) {
            if (work instanceof Call call) {
                singles.add(call);
            }
        }
        return singles;
    }

    /** The call with this id; if it is one of many, all that the worker has are on their own from now on. */
    @Nullable
    Call find(long id) {
        if (workOf(id) instanceof Pack) {
            List<Call> unused = calls();
        }
        return workOf(id) instanceof Call call ? call : null;
    }

    /** What has the call with this id. */
    @Nullable
    Work workOf(long id) {
        for (Iterator<Work> i = inFlight.descendingIterator(); i.hasNext(); ) {
            Work work = i.next();
            if (work.id <= id) {
                return id < work.id + work.size() ? work : null;
            }
        }
        return null;
    }

    /** What it has, one by one, oldest first. */
    List<Call> calls() {
        List<Call> calls = new ArrayList<>(load);
        inFlight.forEach(work -> calls.addAll(work.calls()));
        inFlight.clear();
        inFlight.addAll(calls);
        return calls;
    }

    /** What it has of a lane, one by one, oldest first. */
    List<Call> callsOf(Lane<?, ?> lane) {
        List<Call> calls = new ArrayList<>();
        List<Work> all = List.copyOf(inFlight);
        inFlight.clear();
        for (Work work : all) {
            if (work.lane == lane) {
                List<Call> its = work.calls();
                calls.addAll(its);
                inFlight.addAll(its);
            } else {
                inFlight.add(work);
            }
        }
        return calls;
    }

    /** {@link #calls}, which it has no longer. */
    List<Call> takeAll() {
        List<Call> calls = calls();
        inFlight.clear();
        load = 0;
        bytesInFlight = 0;
        return calls;
    }

    /**
     * Adapts the window to what the calls take: one for long calls; two for those of a few milliseconds, so that the next
     * is at hand when one ends, and a worker that idles meanwhile takes it back; up to {@value #MAX_WINDOW} for short ones,
     * so that many share a system call; and few for large ones, since their results are kept here until the subscriber
     * asks for them.
     *
     * @param work one call or several
     * @param nanosEach that they ran, or {@link #NOT_MEASURED}
     */
    void hasRun(Work work, long nanosEach) {
        int calls = work.size();
        double weight = answered == 0 ? 1 : calls == 1 ? AVERAGE_WEIGHT : 1 - Math.pow(1 - AVERAGE_WEIGHT, calls);
        answered += calls;
        averageNanos += nanosEach == NOT_MEASURED ? 0 : weight * (Math.max(0, nanosEach) - averageNanos);
        averageBytes += weight * ((double) (work.inputBytes() + work.resultBytes()) / calls - averageBytes);
        long wanted = averageNanos > LONG_RUN_NANOS
                ? 1
                : Math.max(2, 1 + (long) (READY_WORK_NANOS / Math.max(averageNanos, 1)));
        long affordable = 1 + (long) (MAX_BYTES_IN_FLIGHT / Math.max(averageBytes, 1));
        window = (int) Math.min(Math.min(Math.min(wanted, affordable), MAX_WINDOW), window * 2L);
    }
}
