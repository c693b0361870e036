package dev.trenza.app.run;

import dev.trenza.app.arguments.Size;
import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.catalog.TaskKind;
import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.app.screen.Screen;
import dev.trenza.core.TaskPool;
import dev.trenza.core.pipeline.PipelineStream;
import dev.trenza.core.pipeline.Rate;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.process.MemoryBudget;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.core.process.WorkerPoolConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Mono;

/** A plan in words, before anything of it runs: what goes where, and what the pools may take of the machine. */
public final class PlanText {

    private PlanText() {}

    /** The lines; makes the pools to ask them, and starts nothing in them. */
    public static List<String> lines(
            PipelineFile file, Plan plan, InstalledTasks tasks, RunSettings settings, Screen screen) {
        List<String> lines = new ArrayList<>();
        Map<String, SourceCount> counts = counts(file, plan);
        try (Pools pools = new Pools(settings, plan, screen)) {
            List<PipelineStream> made = new PipelineAssembly(tasks, pools, Mono.never(), new DeadLetters())
                    .assemble(plan)
                    .build()
                    .streams();
            lines.add("pipeline '" + plan.name() + "': " + total(counts.values()));
            Map<String, TaskPool> used = new LinkedHashMap<>();
            for (int i = 0; i < made.size(); i++) {
                Plan.StreamPlan stream = plan.streams().get(i);
                lines.add("  stream '" + stream.name() + "': " + counts.get(stream.name())
                        + (stream.ordered() ? ", results in their order" : ""));
                List<Stage> stages = made.get(i).stages();
                for (int j = 0; j < stages.size(); j++) {
                    PipelineFile.Stage wanted = stream.stages().get(j);
                    lines.add("    " + (j + 1) + ". " + stage(stream.name(), stages.get(j), wanted));
                    if (wanted.reshaping().isEmpty()) {
                        used.put(
                                Pools.nameFor(stream.name(), stages.get(j).name(), wanted),
                                stages.get(j).pool());
                    }
                }
            }
            used.forEach((name, pool) -> lines.add("  pool '" + name + "': " + pool(pool)));
            lines.add("  "
                    + memory(used.values().stream()
                            .filter(WorkerPool.class::isInstance)
                            .map(pool -> ((WorkerPool) pool).config())
                            .toList()));
            pools.overCommitment().ifPresent(line -> lines.add("  warning: " + line));
        }
        return lines;
    }

    /** Of the sources: a stage may make fewer or more of them. */
    private static Map<String, SourceCount> counts(PipelineFile file, Plan plan) {
        Map<String, SourceCount> counts = new LinkedHashMap<>();
        for (int i = 0; i < file.streams().size(); i++) {
            Plan.StreamPlan stream = plan.streams().get(i);
            counts.put(stream.name(), SourceCount.of(file.streams().get(i).source(), stream.source()));
        }
        return counts;
    }

    private static String total(Collection<SourceCount> counts) {
        boolean isKnown = counts.stream().allMatch(count -> count.items().isPresent());
        return isKnown
                ? SourceCount.items(counts.stream()
                        .mapToLong(count -> count.items().orElseThrow())
                        .sum())
                : "as many items as there are";
    }

    private static String stage(String stream, Stage stage, PipelineFile.Stage wanted) {
        if (wanted.reshaping().isPresent()) {
            String parameters = wanted.parameters().isEmpty() ? "" : " " + new TreeMap<>(wanted.parameters());
            return stage.name() + parameters + ": " + wanted.reshaping().get().description();
        }
        StringBuilder text = new StringBuilder(stage.name())
                .append(wanted.kind() == TaskKind.IO ? ", on threads of pool '" : ", in workers of pool '")
                .append(Pools.nameFor(stream, stage.name(), wanted))
                .append('\'');
        if (wanted.emits()) {
            text.append(", an item for each value that it emits");
        }
        if (stage.limits().task() != null) {
            text.append(", time-out ").append(seconds(stage.limits().task().toMillis()));
        }
        if (stage.retry().attempts() > 1) {
            text.append(", up to ").append(stage.retry().attempts()).append(" attempts");
        }
        Rate rate = stage.rate();
        if (rate != null) {
            text.append(", at most ")
                    .append(rate.items())
                    .append(" in ")
                    .append(seconds(rate.period().toMillis()));
        }
        wanted.onError()
                .deadLetters()
                .forEach(file -> text.append(", failures to '").append(file).append('\''));
        return text.toString();
    }

    private static String seconds(long millis) {
        return millis / 1e3 + " s";
    }

    private static String pool(TaskPool pool) {
        if (pool instanceof WorkerPool workers) {
            WorkerPoolConfig config = workers.config();
            return config.workers()
                    + (config.workers() == 1 ? " worker JVM" : " worker JVMs")
                    + (config.heapBytes() == 0 ? "" : " with " + size(config.heapBytes()) + " of heap each");
        }
        return pool.concurrency() + " threads of this JVM";
    }

    private static String memory(List<WorkerPoolConfig> pools) {
        long heaps = pools.stream()
                .mapToLong(config -> config.workers() * config.heapBytes())
                .sum();
        String processors = Runtime.getRuntime().availableProcessors() + " processors";
        return "machine: " + processors
                + MemoryBudget.ofThisProcess()
                        .map(budget -> ", " + size(budget.total()) + " of memory; the workers' heaps may take "
                                + size(heaps) + ", this JVM's " + size(budget.own()))
                        .orElse("; the workers' heaps may take " + size(heaps));
    }

    /** To the MiB, for what a machine has is seldom a round number. */
    private static String size(long bytes) {
        return Size.describe(bytes >> 20 << 20);
    }
}
