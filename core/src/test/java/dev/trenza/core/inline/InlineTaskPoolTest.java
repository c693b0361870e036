package dev.trenza.core.inline;

import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskPoolContract;

class InlineTaskPoolTest extends TaskPoolContract {

    @Override
    protected TaskPool newPool() {
        return InlineTaskPool.create();
    }

    @Override
    protected long largestWindow() {
        return 1;
    }
}
