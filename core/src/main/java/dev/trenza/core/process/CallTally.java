package dev.trenza.core.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts how calls end. Fenced by the dispatcher's lock. */
final class CallTally {

    private static final List<String> STATUSES = List.of(
            "success", "failed", "timed-out", "crashed", "quarantined", "out-of-memory", "cancelled", "skipped");

    // Mutable state
    private final long[] calls = new long[STATUSES.size()];
    private final long[] runNanos = new long[STATUSES.size()];
    private long waitedCalls;
    private long waitNanos;
    private long sentBytes;
    private long receivedBytes;

    /** How a call has ended: the word that its outcome will have. */
    static String status(Call call) {
        return switch (call.end) {
            case RESULT -> "success";
            case FAILURE, NOT_SENT -> "failed";
            case TIMEOUT -> "timed-out";
            case CANCELLED, NONE -> "cancelled";
            case SKIPPED -> "skipped";
            case LOST -> {
                WorkerDeath death = call.death;
                boolean isOutOfMemory = death != null && death.isOutOfMemory();
                yield isOutOfMemory ? "out-of-memory" : call.deaths.size() > 1 ? "quarantined" : "crashed";
            }
        };
    }

    void add(Call call) {
        int index = STATUSES.indexOf(status(call));
        calls[index]++;
        runNanos[index] += call.runNanos;
        waitedCalls++;
        waitNanos += call.startedNanos == 0 ? call.waitedNanos : Math.max(0, call.startedNanos - call.takenNanos);
        sentBytes += (long) call.inputBytes() * Math.max(1, call.attempt);
        receivedBytes += call.resultBytes();
    }

    void add(Pack pack, long nanosEach) {
        calls[0] += pack.size();
        runNanos[0] += Math.max(0, nanosEach) * pack.size();
        sentBytes += pack.inputBytes();
        receivedBytes += pack.resultBytes();
    }

    Map<String, CallTotals> byStatus() {
        Map<String, CallTotals> totals = new LinkedHashMap<>();
        for (int i = 0; i < calls.length; i++) {
            totals.put(STATUSES.get(i), new CallTotals(calls[i], runNanos[i]));
        }
        return totals;
    }

    /** The waits of calls that travelled alone. */
    CallTotals waits() {
        return new CallTotals(waitedCalls, waitNanos);
    }

    long sentBytes() {
        return sentBytes;
    }

    long receivedBytes() {
        return receivedBytes;
    }
}
