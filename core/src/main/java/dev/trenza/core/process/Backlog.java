package dev.trenza.core.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The open lanes and the calls that no worker has. Fenced by the dispatcher's lock. */
final class Backlog {

    /** Small calls that a lane gives in one turn, where others wait for theirs. */
    private static final int MOST_IN_TURN = 16;

    // Mutable state
    private final Set<Lane<?, ?>> lanes = new HashSet<>();

    /** Lanes with pending calls, in turn: each gives one call, or a few small ones, so that subscribers share the pool fairly. */
    private final ArrayDeque<Lane<?, ?>> turns = new ArrayDeque<>();

    /** Calls that have exhausted a worker's heap, and wait for one with more. */
    private final ArrayDeque<Call> large = new ArrayDeque<>();

    /** Calls whose turn it is, and that wait for a worker which has served no others. */
    private final ArrayDeque<Call> alone = new ArrayDeque<>();

    /** Calls that pause before another attempt, after their task threw. */
    private final Set<Call> pausing = new HashSet<>();

    /** Open lanes with a time limit. */
    private int timed;

    void open(Lane<?, ?> lane) {
        lanes.add(lane);
        timed += lane.limits().isEmpty() ? 0 : 1;
    }

    boolean isOpen(Lane<?, ?> lane) {
        return lanes.contains(lane);
    }

    /** Tells whether the lane was open. */
    boolean close(Lane<?, ?> lane) {
        boolean wasOpen = lanes.remove(lane);
        timed -= wasOpen && !lane.limits().isEmpty() ? 1 : 0;
        return wasOpen;
    }

    List<Lane<?, ?>> openLanes() {
        return List.copyOf(lanes);
    }

    boolean hasOpenLanes() {
        return !lanes.isEmpty();
    }

    void addAll(Lane<?, ?> lane, List<? extends Work> calls) {
        lane.pending.addAll(calls);
        enlist(lane);
    }

    /** At the front: for a call that was sent and not started, whose turn it has been. */
    void addFirst(Work work) {
        if (work instanceof Call call && call.needsLargeHeap) {
            large.addFirst(call);
        } else if (work instanceof Call call && call.runsAlone) {
            alone.addFirst(call);
        } else {
            work.lane.pending.addFirst(work);
            enlist(work.lane);
        }
    }

    /** At the back: for a call that has had its turn and failed. */
    void addLast(Call call) {
        if (call.needsLargeHeap) {
            large.addLast(call);
        } else {
            call.lane.pending.addLast(call);
            enlist(call.lane);
        }
    }

    void pause(Call call) {
        pausing.add(call);
    }

    /** The pause of a call is over; it is pending again unless it was dropped meanwhile. */
    void resume(Call call) {
        if (pausing.remove(call)) {
            addLast(call);
        }
    }

    boolean hasPending() {
        return !turns.isEmpty();
    }

    boolean hasLarge() {
        return !large.isEmpty();
    }

    /** The turn of a call has come that is to run alone. */
    void addAlone(Call call) {
        alone.addLast(call);
    }

    boolean hasAlone() {
        return !alone.isEmpty();
    }

    /** The next call that is to run alone; there must be one. */
    Call nextAlone() {
        return alone.remove();
    }

    /** All that wait for a worker. */
    int waitingCalls() {
        return pendingCalls() + large.size();
    }

    /** The next call that needs more heap than others. */
    @Nullable
    Call nextLarge() {
        return large.poll();
    }

    /** All that wait for a worker of the usual heap. */
    int pendingCalls() {
        int pending = alone.size();
        for (Lane<?, ?> lane : turns) {
            pending += lane.pending.size();
        }
        return pending;
    }

    /**
     * The next call of the lane whose turn it is, or some of its calls; there must be one.
     *
     * @param most that are wanted
     */
    Work next(int most) {
        Lane<?, ?> lane = turns.remove();
        Work work = lane.pending.next(turns.isEmpty() ? most : Math.min(most, MOST_IN_TURN));
        lane.isWaiting = false;
        enlist(lane);
        return work;
    }

    private void enlist(Lane<?, ?> lane) {
        if (!lane.isWaiting && !lane.pending.isEmpty()) {
            lane.isWaiting = true;
            turns.add(lane);
        }
    }

    /** Whether the clock is to be watched for any open lane. */
    boolean isTimed() {
        return timed > 0;
    }

    /** Takes out what has waited too long for its first attempt. */
    List<Call> takeOverdue(long now) {
        List<Call> overdue = new ArrayList<>();
        for (Lane<?, ?> lane : List.copyOf(turns)) {
            lane.pending.removeCallsIf(call -> call.isOverdue(now) && overdue.add(call));
            if (lane.pending.isEmpty()) {
                lane.isWaiting = false;
                turns.remove(lane);
            }
        }
        alone.removeIf(call -> call.isOverdue(now) && overdue.add(call));
        return overdue;
    }

    /** Moves all deadlines: this JVM itself was stopped for so long. */
    void shift(long nanos) {
        if (nanos > 0) {
            turns.forEach(lane -> lane.pending.shift(nanos));
            alone.forEach(call -> call.shift(nanos));
        }
    }

    /** Forgets everything that a lane has here, and tells what it was. */
    List<Work> drop(Lane<?, ?> lane) {
        List<Work> dropped = new ArrayList<>(lane.pending.clear());
        lane.isWaiting = false;
        turns.remove(lane);
        large.removeIf(call -> call.lane == lane && dropped.add(call));
        alone.removeIf(call -> call.lane == lane && dropped.add(call));
        pausing.removeIf(call -> call.lane == lane && dropped.add(call));
        return dropped;
    }
}
