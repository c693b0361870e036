package dev.trenza.core.thread;

import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskPoolContract;

class ThreadTaskPoolTest extends TaskPoolContract {

    @Override
    protected TaskPool newPool() {
        return ThreadTaskPool.create(2);
    }

    @Override
    protected long largestWindow() {
        return 4;
    }
}
