package dev.trenza.core.process;

import dev.trenza.core.TimeLimits;
import dev.trenza.worker.protocol.RemoteFailure;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One item on its way through a pool. Fenced by the dispatcher's lock until it is done; then it belongs to its lane,
 * which got it through a queue.
 */
final class Call extends Work {

    /** Why a call was asked to stop. */
    enum Stop {
        /** It was not. */
        NONE,
        /** It ran, or stood still, for too long. */
        TIMEOUT,
        /** Its lane was cancelled, or the pool closed at once. */
        CANCELLED,
        /** Another worker is idle and takes it. */
        RECALLED
    }

    /** How a call ended, before it is an outcome. */
    enum End {
        NONE,
        RESULT,
        FAILURE,
        /** Its input could not be encoded, or its attempts' workers could not. */
        NOT_SENT,
        LOST,
        TIMEOUT,
        CANCELLED,
        /** The pool begins nothing more. */
        SKIPPED
    }

    final long index;
    final Object item;
    final byte[] payload;
    final long takenNanos;

    // Mutable state

    /** What its task is told of where it is; the index, unless its run says otherwise. */
    long position;

    int attempt;
    Stop stop = Stop.NONE;
    long killAt;

    /** When it has waited too long for its first attempt; {@link Long#MAX_VALUE} for never. */
    long queueDeadline = Long.MAX_VALUE;

    End end = End.NONE;
    long startedNanos;
    long runNanos;

    /** How long it has waited, if it never ran. */
    long waitedNanos;

    byte[] result = NO_BYTES;

    /** Whether that needs no decoding: it is the value. */
    boolean isResultBare;

    @Nullable
    RemoteFailure failure;

    @Nullable
    RemoteFailure stack;

    /** Of the last attempt's worker, if it died. */
    @Nullable
    WorkerDeath death;

    TimeLimits.@Nullable Kind overrun;

    /** Of all workers that have died of it, oldest first. */
    List<WorkerDeath> deaths = List.of();

    @Nullable
    String problem;

    /** A value of it has gone to its subscriber: it must not run again, or that would come twice. */
    boolean hasEmitted;

    /** It has exhausted a worker's heap, and gets one worker with more. */
    boolean needsLargeHeap;

    /** It is charged with a death, or may be to blame for one: nothing else is in its worker while it runs again. */
    boolean runsAlone;

    private static final byte[] NO_BYTES = new byte[0];

    Call(Lane<?, ?> lane, long index, Object item, byte[] payload, long takenNanos) {
        super(lane);
        this.index = index;
        this.position = index;
        this.item = item;
        this.payload = payload;
        this.takenNanos = takenNanos;
    }

    @Override
    int size() {
        return 1;
    }

    @Override
    int inputBytes() {
        return payload.length;
    }

    @Override
    int resultBytes() {
        return result.length;
    }

    @Override
    boolean isRecalled() {
        return stop != Stop.NONE;
    }

    @Override
    void recalled() {
        stop = Stop.RECALLED;
    }

    @Override
    List<Call> calls() {
        return List.of(this);
    }

    /** Bounds its wait for a first attempt, from when it was taken. */
    void queueLimit(long nanos) {
        queueDeadline = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : takenNanos + nanos;
    }

    /** Whether it has waited too long for a first attempt; one that has had it may wait. */
    boolean isOverdue(long now) {
        return attempt == 0 && queueDeadline != Long.MAX_VALUE && now - queueDeadline >= 0;
    }

    /** Moves its deadlines: this JVM itself was stopped for so long. */
    void shift(long nanos) {
        killAt += nanos;
        queueDeadline = queueDeadline == Long.MAX_VALUE ? Long.MAX_VALUE : queueDeadline + nanos;
    }

    /** Charges it with the death of its worker. */
    void hasKilled(WorkerDeath its) {
        attempt++;
        death = its.at(attempt);
        deaths = Stream.concat(deaths.stream(), Stream.of(death)).toList();
    }

    /** Forgets how the last attempt ended. */
    void again() {
        stop = Stop.NONE;
        failure = null;
        stack = null;
        death = null;
        overrun = null;
    }

    /** Of an item whose input could not be encoded: it is done before it began. */
    static Call notSent(Lane<?, ?> lane, long index, Object item, String problem, long takenNanos) {
        Call call = new Call(lane, index, item, NO_BYTES, takenNanos);
        call.end = End.NOT_SENT;
        call.problem = problem;
        return call;
    }
}
