package dev.trenza.core.process;

import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskPoolContract;
import org.junit.jupiter.api.Tag;

@Tag("process")
class WorkerPoolContractIT extends TaskPoolContract {

    private static final int WORKERS = 2;

    @Override
    protected TaskPool newPool() {
        return WorkerPool.builder().name("contract").workers(WORKERS).build();
    }

    /** Twice what the workers hold at most. */
    @Override
    protected long largestWindow() {
        return 2L * WORKERS * 1024;
    }
}
