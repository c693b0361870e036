package dev.trenza.core;

import dev.trenza.core.process.WorkerPool;
import org.junit.jupiter.api.Tag;

@Tag("process")
class TaskExecutorServiceIT extends TaskExecutorServiceContract {

    @Override
    TaskPool newPool(int concurrency) {
        return WorkerPool.create(concurrency);
    }
}
