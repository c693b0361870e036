package dev.trenza.core;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The worker's heap was exhausted while it ran this item. Give the pool a bigger heap, or the task less. */
public final class WorkerOutOfMemoryException extends WorkerLostException {

    private static final long serialVersionUID = 1;

    public WorkerOutOfMemoryException(
            String message, int worker, long pid, List<String> history, @Nullable Path quarantine) {
        super(message, worker, pid, history, quarantine, null);
    }

    /** {@code false}: the same heap will not do. */
    @Override
    public boolean isRetryable() {
        return false;
    }
}
