package dev.trenza.app.run;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.app.pipelinefile.PipelineFile.ErrorPolicy;
import dev.trenza.app.pipelinefile.PipelineFile.Example;
import dev.trenza.app.screen.Screen;
import dev.trenza.core.TaskPool;
import dev.trenza.core.inline.InlineTaskPool;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs the tests of a pipeline file: the stages of its streams over the given items. In this JVM and on one thread, unless
 * workers are asked for. Rates do not hold, and what is to be put aside in a file is not. Confined to one thread.
 */
public final class ExampleRun {

    private final PipelineFile file;
    private final InstalledTasks tasks;
    private final Optional<RunSettings> workers;
    private final Screen screen;

    /**
     * Prepares the tests.
     *
     * @param workers of the pools, if the tasks are to run in workers and on threads of their own
     */
    public ExampleRun(PipelineFile file, InstalledTasks tasks, Optional<RunSettings> workers, Screen screen) {
        this.file = file;
        this.tasks = tasks;
        this.workers = workers;
        this.screen = screen;
    }

    /**
     * Runs one of them.
     *
     * @return what is not as it was expected, in lines for the eyes; empty if all is
     */
    public List<String> differences(Example example) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(tasks.loader()); // An inline task is found there.
        try {
            return compare(example, outcomes(plan(example)));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private List<StreamOutcome> outcomes(Plan plan) throws IOException {
        if (workers.isPresent()) {
            try (Pools pools = new Pools(workers.get(), plan, screen)) {
                return outcomes(plan, pools);
            }
        }
        try (TaskPool inline = InlineTaskPool.builder()
                .log(line -> screen.foreignLine(line.toString()))
                .build()) {
            return outcomes(plan, (stream, stage, wanted) -> inline);
        }
    }

    private List<StreamOutcome> outcomes(Plan plan, StagePools pools) throws IOException {
        try (DeadLetters none = new DeadLetters()) {
            return new PipelineAssembly(tasks, pools, Mono.never(), none)
                    .assemble(plan)
                    .build()
                    .run()
                    .collectList()
                    .blockOptional()
                    .orElse(List.of());
        }
    }

    private Plan plan(Example example) {
        List<Plan.StreamPlan> streams = file.streams().stream()
                .filter(stream -> example.given().containsKey(stream.name()))
                .map(stream -> {
                    List<Object> items = example.given().getOrDefault(stream.name(), List.of());
                    return new Plan.StreamPlan(
                            stream.name(),
                            Flux.fromIterable(items),
                            OptionalLong.empty(),
                            Mono.empty(),
                            true,
                            stream.stages().stream().map(ExampleRun::harmless).toList(),
                            harmless(stream.onError()));
                })
                .toList();
        return new Plan(file.name(), streams);
    }

    private static PipelineFile.Stage harmless(PipelineFile.Stage stage) {
        return new PipelineFile.Stage(
                stage.kind(),
                stage.task(),
                stage.parameters(),
                stage.limits(),
                Optional.empty(),
                harmless(stage.onError()),
                stage.reshaping(),
                stage.emits());
    }

    private static ErrorPolicy harmless(ErrorPolicy policy) {
        Map<String, ErrorPolicy> byStatus = new LinkedHashMap<>();
        policy.byStatus().forEach((status, its) -> byStatus.put(status, harmless(its)));
        return (policy.skips() ? ErrorPolicy.SKIP : ErrorPolicy.FAIL).with(byStatus);
    }

    private static List<String> compare(Example example, List<StreamOutcome> outcomes) {
        Map<String, List<StreamOutcome>> byStream = new LinkedHashMap<>();
        outcomes.forEach(outcome -> byStream.computeIfAbsent(outcome.stream(), stream -> new ArrayList<>())
                .add(outcome));
        List<String> differences = new ArrayList<>();
        example.expected()
                .forEach((stream, expectation) -> differences.addAll(
                        new Comparison(stream, byStream.getOrDefault(stream, List.of())).differences(expectation)));
        return differences;
    }
}
