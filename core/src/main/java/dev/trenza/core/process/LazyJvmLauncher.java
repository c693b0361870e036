package dev.trenza.core.process;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes the pool's directory with its first worker, so that a pool that is never used leaves no trace. Confined to the
 * control thread. */
final class LazyJvmLauncher implements WorkerLauncher {

    private final WorkerPoolConfig config;

    // Mutable state
    private @Nullable JvmLauncher launcher;

    LazyJvmLauncher(WorkerPoolConfig config) {
        this.config = config;
    }

    @Override
    public WorkerProcess launch(int worker, long heapBytes) throws IOException {
        if (launcher == null) {
            launcher = new JvmLauncher(config);
        }
        return launcher.launch(worker, heapBytes);
    }

    @Override
    public void close() {
        if (launcher != null) {
            launcher.close();
        }
    }
}
