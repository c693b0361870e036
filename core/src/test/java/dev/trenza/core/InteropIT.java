package dev.trenza.core;

import dev.trenza.core.process.WorkerPool;
import org.junit.jupiter.api.Tag;

@Tag("process")
class InteropIT extends InteropContract {

    @Override
    TaskPool newPool() {
        return WorkerPool.create(2);
    }
}
