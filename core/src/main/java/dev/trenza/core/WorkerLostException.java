package dev.trenza.core;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A worker was lost while it ran this item, and the pool has replaced it: go on with the next item. */
public abstract sealed class WorkerLostException extends TaskPoolException
        permits WorkerCrashedException, WorkerOutOfMemoryException {

    private static final long serialVersionUID = 1;

    private final int worker;
    private final long pid;
    private final ArrayList<String> history;
    private final transient @Nullable Path quarantine;

    WorkerLostException(
            String message,
            int worker,
            long pid,
            List<String> history,
            @Nullable Path quarantine,
            @Nullable Throwable cause) {
        super(message, cause);
        this.worker = worker;
        this.pid = pid;
        this.history = new ArrayList<>(history);
        this.quarantine = quarantine;
    }

    /** Which worker of the pool it was, from 1. */
    public int worker() {
        return worker;
    }

    /** The process that is gone. */
    public long pid() {
        return pid;
    }

    /** The directory that keeps what is needed to run the item again; empty if the pool has no quarantine. */
    public Optional<Path> quarantine() {
        return Optional.ofNullable(quarantine);
    }

    /** How each attempt has ended that cost a worker, a line for each, oldest first. */
    public List<String> history() {
        return List.copyOf(history);
    }
}
