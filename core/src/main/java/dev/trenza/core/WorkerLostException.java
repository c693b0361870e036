package dev.trenza.core;

import org.jspecify.annotations.Nullable;

/** A worker was lost while it ran this item, and the pool has replaced it: go on with the next item. */
public abstract sealed class WorkerLostException extends TaskPoolException
        permits WorkerCrashedException, WorkerOutOfMemoryException {

    private static final long serialVersionUID = 1;

    private final int worker;
    private final long pid;

    WorkerLostException(String message, int worker, long pid, @Nullable Throwable cause) {
        super(message, cause);
        this.worker = worker;
        this.pid = pid;
    }

    /** Which worker of the pool it was, from 1. */
    public int worker() {
        return worker;
    }

    /** The process that is gone. */
    public long pid() {
        return pid;
    }
}
