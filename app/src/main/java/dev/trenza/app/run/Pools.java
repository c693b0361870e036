package dev.trenza.app.run;

import dev.trenza.app.catalog.TaskKind;
import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.app.progress.WorkerDoing;
import dev.trenza.app.screen.Screen;
import dev.trenza.app.statistics.PoolStatistics;
import dev.trenza.app.statistics.RunRecorder;
import dev.trenza.core.TaskPool;
import dev.trenza.core.process.MemoryBudget;
import dev.trenza.core.process.WorkerInfo;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.core.process.WorkerPoolConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The pools of a run: one for all CPU stages and one for all I/O stages that do not ask for their own. No thread and no
 * process is started before a pool's first item. Confined to one thread, but for {@link #closeNow}.
 */
final class Pools implements StagePools, AutoCloseable {

    static final String SHARED_CPU = "worker";

    private static final String SHARED_IO = "io";

    private final PoolSettings settings;
    private final PoolFactory factory;

    // Mutable state: by name
    private final Map<String, TaskPool> pools = new LinkedHashMap<>();

    /** Makes no pool yet; those of this plan will share the machine. */
    Pools(RunSettings run, Plan plan, Screen screen) {
        this(run, plan, screen, Optional.empty());
    }

    /**
     * Makes no pool yet; those of this plan will share the machine.
     *
     * @param recorder hears of the workers
     */
    Pools(RunSettings run, Plan plan, Screen screen, Optional<RunRecorder> recorder) {
        this.settings = run.pools();
        this.factory = new PoolFactory(screen, workers(plan, settings.workers()), run.taskLog(), recorder);
    }

    /** The workers of all pools that the plan needs. */
    private static int workers(Plan plan, int ofOne) {
        List<PipelineFile.Stage> stages = plan.streams().stream()
                .flatMap(stream -> stream.stages().stream())
                .filter(stage -> stage.kind() == TaskKind.CPU)
                .toList();
        int own = stages.stream()
                .filter(PipelineFile.Stage::wantsOwnPool)
                .mapToInt(stage -> stage.limits().workers().orElse(ofOne))
                .sum();
        return own + (stages.stream().allMatch(PipelineFile.Stage::wantsOwnPool) ? 0 : ofOne);
    }

    /** Where the CPU stages of the plan keep what killed its workers. */
    Set<Path> quarantines(Plan plan) {
        return plan.streams().stream()
                .flatMap(stream -> stream.stages().stream())
                .filter(stage -> stage.kind() == TaskKind.CPU)
                .flatMap(stage -> stage.limits().quarantine().or(settings::quarantine).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The name of the pool that a stage runs in: its own if it asks for one, otherwise the shared one. */
    static String nameFor(String stream, String stage, PipelineFile.Stage wanted) {
        if (wanted.wantsOwnPool()) {
            return stream + "." + stage;
        }
        return wanted.kind() == TaskKind.IO ? SHARED_IO : SHARED_CPU;
    }

    @Override
    public TaskPool poolFor(String stream, String stage, PipelineFile.Stage wanted) {
        String name = nameFor(stream, stage, wanted);
        return pools.computeIfAbsent(name, absent -> make(absent, wanted));
    }

    private TaskPool make(String name, PipelineFile.Stage wanted) {
        PipelineFile.Limits limits = wanted.limits();
        if (wanted.kind() == TaskKind.IO) {
            return factory.threads(name, limits.concurrency().orElse(settings.ioJobs()), settings.limits());
        }
        OptionalLong heap = limits.heap().isPresent() ? limits.heap() : settings.heap();
        PoolSettings own = new PoolSettings(
                limits.workers().orElse(settings.workers()),
                settings.ioJobs(),
                heap,
                larger(limits.oomHeap().isPresent() ? limits.oomHeap() : settings.oomHeap(), heap),
                firstPresent(limits.attempts(), settings.attempts()),
                settings.limits(),
                limits.quarantine().or(settings::quarantine),
                // A flag is not undone by a file, which may be somebody else's.
                limits.sandbox().map(settings.sandbox()::and).orElse(settings.sandbox()),
                settings.taskPath(),
                settings.jvmArguments(),
                settings.environment(),
                settings.directory());
        return own.directory()
                .<TaskPool>map(directory -> factory.workersByDirectory(name, own, directory))
                .orElseGet(() -> factory.workers(name, own));
    }

    /** One of the two may come from the file and the other from a flag: what is no larger would help nobody. */
    private static OptionalLong larger(OptionalLong oomHeap, OptionalLong heap) {
        boolean isLarger = oomHeap.isPresent() && (heap.isEmpty() || oomHeap.getAsLong() > heap.getAsLong());
        return isLarger ? oomHeap : OptionalLong.empty();
    }

    private static OptionalInt firstPresent(OptionalInt first, OptionalInt second) {
        return first.isPresent() ? first : second;
    }

    /** What pools may take together although no one of them may take it alone: that it is too much; otherwise empty. */
    Optional<String> overCommitment() {
        List<WorkerPoolConfig> configs = pools.values().stream()
                .filter(WorkerPool.class::isInstance)
                .map(pool -> ((WorkerPool) pool).config())
                .toList();
        return MemoryBudget.ofThisProcess()
                .filter(budget -> configs.stream()
                        .allMatch(
                                config -> budget.overCommitment(List.of(config)).isEmpty()))
                .flatMap(budget -> budget.overCommitment(configs));
    }

    /** What each pool has done so far. */
    List<PoolStatistics> statistics() {
        return pools.entrySet().stream()
                .map(pool -> PoolFactory.statistics(pool.getKey(), pool.getValue()))
                .toList();
    }

    /** What the workers of all pools do now; may be called from any thread once all pools are made. */
    List<WorkerDoing> workers() {
        return pools.entrySet().stream()
                .flatMap(pool -> PoolFactory.workers(pool.getValue()).stream()
                        .flatMap(worker -> WorkerDoing.of(workerName(pool.getKey(), worker), worker).stream()))
                .toList();
    }

    private static String workerName(String pool, WorkerInfo worker) {
        return pool.equals(SHARED_CPU) ? String.valueOf(worker.worker()) : pool + " " + worker.worker();
    }

    /** Lets what runs finish and nothing more begin; may be called from any thread once all pools are made. */
    void skipPending() {
        pools.values().forEach(TaskPool::skipPending);
    }

    /** Kills what runs; may be called from any thread once all pools are made. */
    void closeNow() {
        pools.values().parallelStream().forEach(TaskPool::closeNow);
    }

    /** Ends all workers and threads, and waits for that. */
    @Override
    public void close() {
        pools.values().forEach(TaskPool::close);
    }
}
