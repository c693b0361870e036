package dev.trenza.core.process;

import java.util.Locale;

/** Why a worker is gone. */
public enum WorkerEnd {
    /** It ended before it took a call. */
    START_FAILED,
    /** It died of what it ran, or somebody else killed it. */
    CRASHED,
    /** Its heap was exhausted. */
    OUT_OF_MEMORY,
    /** The pool killed it: a task ran too long, or did not heed its cancellation; it froze; what it sent was no frame. */
    KILLED,
    /** It had served long enough, or had nothing to do. */
    RETIRED,
    /** The pool was closed. */
    CLOSED;

    /** In lower case, for tags and lines: {@code out-of-memory}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of a worker that had been ready. */
    static WorkerEnd of(Worker worker, WorkerDeath death) {
        if (worker.isOrderlyEnd) {
            return worker.isRetiring ? RETIRED : CLOSED;
        }
        if (!worker.killReason.isEmpty()) {
            return KILLED;
        }
        return death.isOutOfMemory() ? OUT_OF_MEMORY : CRASHED;
    }
}
