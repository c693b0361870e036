package dev.trenza.app.run;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.catalog.TaskKind;
import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.app.reshape.Reshaping;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.pipeline.Pipeline;
import dev.trenza.core.pipeline.PipelineStream;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StageRun;
import dev.trenza.task.NamedTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;

/** Makes a {@link Pipeline} of a {@link Plan}. Confined to one thread. */
final class PipelineAssembly {

    private final InstalledTasks tasks;
    private final StagePools pools;
    private final Publisher<?> noMoreItems;
    private final BooleanSupplier isCut;
    private final DeadLetters deadLetters;
    private final UnaryOperator<TaskPool> around;
    private final BiFunction<String, List<Stage>, List<Stage>> remembering;

    // Mutable state
    private final Map<String, String> poolNames = new HashMap<>();

    /** Begins an assembly with nothing around its pools. */
    PipelineAssembly(InstalledTasks tasks, StagePools pools, Publisher<?> noMoreItems, DeadLetters deadLetters) {
        this(tasks, pools, noMoreItems, () -> false, deadLetters, UnaryOperator.identity(), (stream, stages) -> stages);
    }

    /**
     * Begins an assembly.
     *
     * @param noMoreItems what ends all sources as soon as it completes
     * @param isCut whether it has, or is about to
     * @param deadLetters where failures are put aside; the caller closes it
     * @param around puts something around a pool, such as the pace of its items
     * @param remembering puts something around the stages of a stream of this name
     */
    PipelineAssembly(
            InstalledTasks tasks,
            StagePools pools,
            Publisher<?> noMoreItems,
            BooleanSupplier isCut,
            DeadLetters deadLetters,
            UnaryOperator<TaskPool> around,
            BiFunction<String, List<Stage>, List<Stage>> remembering) {
        this.remembering = remembering;
        this.isCut = isCut;
        this.deadLetters = deadLetters;
        this.around = around;
        this.tasks = tasks;
        this.pools = pools;
        this.noMoreItems = noMoreItems;
    }

    /** The streams of the plan, with everything that they need; without listeners. */
    Pipeline.Builder assemble(Plan plan) {
        Pipeline.Builder builder = Pipeline.builder(plan.name());
        for (Plan.StreamPlan stream : plan.streams()) {
            builder.stream(new PipelineStream(
                    stream.name(),
                    stream.source().takeUntilOther(noMoreItems),
                    remembering.apply(stream.name(), stages(stream)),
                    stream.ordered(),
                    deadLetters.onError(stream.onError())));
        }
        return builder;
    }

    /** The name of the pool in which a stage ran; what makes one item of many runs in none. */
    String poolName(StageRun run) {
        return poolNames.getOrDefault(key(run.stream(), run.stage()), "trenza");
    }

    private List<Stage> stages(Plan.StreamPlan stream) {
        List<Stage> stages = new ArrayList<>();
        for (PipelineFile.Stage stage : stream.stages()) {
            String name = unusedName(stage.task(), stages);
            Optional<Reshaping> reshaping = stage.reshaping();
            if (reshaping.isPresent()) {
                stages.add(reshaping
                        .get()
                        .stage(name, stage.parameters(), isCut)
                        .withOnError(deadLetters.onError(stage.onError())));
                continue;
            }
            poolNames.put(key(stream.name(), name), Pools.nameFor(stream.name(), name, stage));
            stages.add(stage(name, stage, around.apply(pools.poolFor(stream.name(), name, stage))));
        }
        return stages;
    }

    /** The task's name; a second stage of the same task is {@code read-2}. */
    private static String unusedName(String task, List<Stage> stages) {
        List<String> used = stages.stream().map(Stage::name).toList();
        String name = task;
        for (int i = 2; used.contains(name); i++) {
            name = task + "-" + i;
        }
        return name;
    }

    private Stage stage(String name, PipelineFile.Stage stage, TaskPool pool) {
        Stage made = stage.kind() == TaskKind.IO
                ? Stage.io(
                        name, pool, new NamedIoTask(stage.task(), tasks.io().create(stage.task(), stage.parameters())))
                : Stage.cpu(name, pool, NamedTask.reference(stage.task(), stage.parameters()));
        if (stage.emits()) {
            made = made.emitting();
        }
        TaskRun.Retry retry = stage.limits()
                .retry()
                .map(wanted -> new TaskRun.Retry(wanted.attempts(), wanted.backoff()))
                .orElse(TaskRun.Retry.NEVER);
        return made.withLimits(stage.limits().times())
                .withRetry(retry)
                .withRate(stage.rate().orElse(null))
                .withOnError(deadLetters.onError(stage.onError()));
    }

    private static String key(String stream, String stage) {
        return stream + "\n" + stage;
    }
}
