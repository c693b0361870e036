package dev.trenza.app.doctor;

import dev.trenza.app.run.PoolFactory;
import dev.trenza.app.run.PoolSettings;
import dev.trenza.core.TaskPoolException;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Task;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts a worker, asks it something, ends it, and tells how long each took. */
final class WorkerCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String REMEDY = "read what the worker said above; --verbose shows how it was started";

    private final PoolFactory factory;
    private final PoolSettings settings;

    WorkerCheck(PoolFactory factory, PoolSettings settings) {
        this.factory = factory;
        this.settings = settings;
    }

    Finding examine() {
        long begun = System.nanoTime();
        WorkerPool pool = factory.workers("doctor", settings);
        try (pool) {
            pool.warmup().block(PATIENCE);
            long ready = System.nanoTime();
            Object first = answer(pool);
            long answered = System.nanoTime();
            answer(pool);
            long again = System.nanoTime();
            pool.close();
            long ended = System.nanoTime();
            return Finding.unless(
                    "49".equals(String.valueOf(first)),
                    "worker",
                    String.format(
                            Locale.ROOT,
                            "starts in %s, answers first in %s, then in %s, ends in %s",
                            millis(begun, ready),
                            millis(ready, answered),
                            millis(answered, again),
                            millis(again, ended)),
                    "it computed 7 * 7 = " + first + ": check the memory of this machine");
        } catch (TaskPoolException | IllegalStateException e) {
            return Finding.ill("worker", String.valueOf(e.getMessage()), REMEDY);
        }
    }

    private static @Nullable Object answer(WorkerPool pool) {
        Task<@Nullable Object, @Nullable Object> square = NamedTask.reference("square", Map.of());
        return pool.<Object, Object>submit(square, 7L).block(PATIENCE);
    }

    private static String millis(long from, long to) {
        return String.format(Locale.ROOT, "%.1f ms", (to - from) / 1e6);
    }
}
