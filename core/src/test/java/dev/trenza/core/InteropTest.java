package dev.trenza.core;

import dev.trenza.core.thread.ThreadTaskPool;

class InteropTest extends InteropContract {

    @Override
    TaskPool newPool() {
        return ThreadTaskPool.builder().concurrency(2).build();
    }
}
