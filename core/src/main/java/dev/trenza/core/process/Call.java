package dev.trenza.core.process;

import dev.trenza.worker.protocol.RemoteFailure;
import org.jspecify.annotations.Nullable;

/**
 * One item on its way through a pool. Fenced by the dispatcher's lock until it is done; then it belongs to its lane,
 * which got it through a queue.
 */
final class Call {

    /** Why a call was asked to stop. */
    enum Stop {
        /** It was not. */
        NONE,
        /** It ran too long. */
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
        CANCELLED
    }

    final Lane<?, ?> lane;
    final long index;
    final Object item;
    final byte[] payload;
    final long takenNanos;

    // Mutable state
    long id;
    int attempt;
    Stop stop = Stop.NONE;
    long killAt;
    End end = End.NONE;
    int worker;
    long pid;
    long startedNanos;
    long runNanos;
    byte[] result = NO_BYTES;

    @Nullable
    RemoteFailure failure;

    @Nullable
    RemoteFailure stack;

    @Nullable
    WorkerDeath death;

    @Nullable
    String problem;

    private static final byte[] NO_BYTES = new byte[0];

    Call(Lane<?, ?> lane, long index, Object item, byte[] payload, long takenNanos) {
        this.lane = lane;
        this.index = index;
        this.item = item;
        this.payload = payload;
        this.takenNanos = takenNanos;
    }

    /** Forgets how the last attempt ended. */
    void again() {
        stop = Stop.NONE;
        failure = null;
        stack = null;
        death = null;
    }

    /** Of an item whose input could not be encoded: it is done before it began. */
    static Call notSent(Lane<?, ?> lane, long index, Object item, String problem, long takenNanos) {
        Call call = new Call(lane, index, item, NO_BYTES, takenNanos);
        call.end = End.NOT_SENT;
        call.problem = problem;
        return call;
    }
}
