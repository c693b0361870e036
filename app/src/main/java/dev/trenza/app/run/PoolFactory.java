package dev.trenza.app.run;

import dev.trenza.app.screen.Screen;
import dev.trenza.app.statistics.PoolStatistics;
import dev.trenza.app.statistics.RunRecorder;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.process.PoolListener;
import dev.trenza.core.process.PoolMetrics;
import dev.trenza.core.process.WorkerEnd;
import dev.trenza.core.process.WorkerInfo;
import dev.trenza.core.process.WorkerOutput;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.core.thread.ThreadTaskPool;
import dev.trenza.worker.program.ArgumentTemplate;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes pools whose tasks print on the screen. The one place that knows which pools there are. */
public final class PoolFactory {

    private final Screen screen;
    private final int workersOfAllPools;
    private final Level taskLog;
    private final Optional<RunRecorder> recorder;

    /** Makes pools that print here, one at a time. */
    public PoolFactory(Screen screen) {
        this(screen, 0, Level.INFO, Optional.empty());
    }

    /**
     * Makes pools that work at the same time.
     *
     * @param workersOfAllPools how many share the machine
     * @param taskLog from which level on what tasks log is shown
     * @param recorder hears of the workers
     */
    PoolFactory(Screen screen, int workersOfAllPools, Level taskLog, Optional<RunRecorder> recorder) {
        this.recorder = recorder;
        this.screen = screen;
        this.taskLog = taskLog;
        this.workersOfAllPools = workersOfAllPools;
    }

    /** Threads of this JVM, for tasks that wait. */
    public TaskPool threads(String name, int concurrency, TimeLimits limits) {
        return ThreadTaskPool.builder()
                .name("trenza-" + name)
                .concurrency(concurrency)
                .limits(limits)
                .logLevel(taskLog)
                .log(line -> screen.foreignLine(line.toString()))
                .build();
    }

    /** Worker JVMs, for tasks that compute. They see the task path, and nothing of this program. */
    public WorkerPool workers(String name, PoolSettings settings) {
        // Each pool has a worker 1; that of the shared pool, named so, is just that.
        return workers(
                name,
                settings,
                output -> screen.foreignLine(name.equals(Pools.SHARED_CPU) ? output.toString() : name + " " + output));
    }

    /** The same, but what they print goes elsewhere. */
    public WorkerPool workers(String name, PoolSettings settings, Consumer<? super WorkerOutput> output) {
        WorkerPool.Builder builder = builder(name, settings).output(output);
        recorder.ifPresent(hears -> builder.listener(hears.workersOf(name)));
        return builder.build();
    }

    /** Workers that begin where their items say. */
    WorkersByDirectory workersByDirectory(String name, PoolSettings settings, String directory) {
        Path here = Path.of("").toAbsolutePath();
        return new WorkersByDirectory(
                settings.workers(),
                (item, position) -> here.resolve(ArgumentTemplate.fill(directory, item, position))
                        .normalize(),
                (number, place) -> worker(name, settings, number, place));
    }

    /** One of several; to others it has that number. */
    private WorkerPool worker(String name, PoolSettings settings, int number, Path directory) {
        WorkerPool.Builder builder = builder(name, settings)
                .workers(1)
                .environment("PWD", directory.toString())
                .output(output -> screen.foreignLine(new WorkerOutput(
                                number,
                                output.pid(),
                                output.stream(),
                                output.task(),
                                output.item(),
                                output.level(),
                                output.context(),
                                output.line())
                        .toString()));
        recorder.ifPresent(hears -> builder.listener(numbered(number, hears.workersOf(name))));
        return builder.build();
    }

    private static PoolListener numbered(int number, PoolListener listener) {
        return new PoolListener() {
            @Override
            public void workerReady(int worker, long pid) {
                listener.workerReady(number, pid);
            }

            @Override
            public void workerEnded(int worker, long pid, WorkerEnd why, String description) {
                listener.workerEnded(number, pid, why, description);
            }
        };
    }

    private WorkerPool.Builder builder(String name, PoolSettings settings) {
        WorkerPool.Builder builder = WorkerPool.builder()
                .name(name)
                .workers(settings.workers())
                .workersOfAllPools(workersOfAllPools)
                .limits(settings.limits())
                .sandbox(settings.sandbox())
                .inheritClassPath(false)
                .taskPath(settings.taskPath())
                .logLevel(taskLog)
                .jvmArguments(settings.jvmArguments().toArray(String[]::new));
        settings.environment().forEach(builder::environment);
        settings.heap().ifPresent(builder::heap);
        settings.oomHeap().ifPresent(builder::oomHeap);
        settings.attempts().ifPresent(builder::attempts);
        settings.quarantine().ifPresent(builder::quarantine);
        return builder;
    }

    /** What a pool has done so far. */
    static PoolStatistics statistics(String name, TaskPool pool) {
        if (pool instanceof WorkerPool workers) {
            PoolMetrics metrics = workers.metrics();
            return new PoolStatistics(
                    name,
                    Stage.Kind.CPU,
                    workers.config().workers(),
                    metrics.restarts(),
                    metrics.sentBytes() + metrics.receivedBytes());
        }
        if (pool instanceof WorkersByDirectory workers) {
            return workers.statistics(name);
        }
        int threads = pool instanceof ThreadTaskPool threadPool ? threadPool.concurrency() : 1;
        return new PoolStatistics(name, Stage.Kind.IO, threads, 0, 0);
    }

    /** Whether nothing will run in it any more. */
    static boolean isUnusable(TaskPool pool) {
        return pool instanceof WorkerPool workers && workers.failure().isPresent();
    }

    /** The workers of a pool as they are now; none if it has threads. */
    static List<WorkerInfo> workers(TaskPool pool) {
        return pool instanceof WorkerPool workers
                ? workers.workers()
                : pool instanceof WorkersByDirectory workers ? workers.workers() : List.of();
    }
}
