package dev.trenza.core.process;

import dev.trenza.core.TaskLine;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskPoolContract;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

@Tag("process")
class WorkerPoolContractIT extends TaskPoolContract {

    private static final int WORKERS = 2;

    @Override
    protected TaskPool newPool() {
        return WorkerPool.builder().name("contract").workers(WORKERS).build();
    }

    @Override
    protected TaskPool newPool(Consumer<TaskLine> log, @Nullable Level level) {
        WorkerPool.Builder builder =
                WorkerPool.builder().name("contract").workers(WORKERS).output(log);
        return (level == null ? builder : builder.logLevel(level)).build();
    }

    /** Twice what the workers hold at most. */
    @Override
    protected long largestWindow() {
        return 2L * WORKERS * 1024;
    }
}
