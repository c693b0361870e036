package dev.trenza.app.pipelinefile;

import dev.trenza.app.catalog.TaskDescription;
import dev.trenza.app.catalog.TaskDirectory;
import dev.trenza.app.catalog.TaskKind;
import dev.trenza.app.pipelinefile.PipelineFile.ErrorPolicy;
import dev.trenza.app.pipelinefile.PipelineFile.Limits;
import dev.trenza.app.pipelinefile.PipelineFile.Retry;
import dev.trenza.app.reshape.Reshaping;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.pipeline.Rate;
import dev.trenza.core.process.Sandbox;
import dev.trenza.task.NearestName;
import dev.trenza.task.Parameter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads one stage: which task, with which parameters, within which limits. */
final class StageReader {

    private static final List<String> KINDS = FileKeys.stageKinds();
    private static final List<String> NO_TASK = List.of("on-error");
    private static final List<String> IO_ONLY = List.of("concurrency");
    private static final List<String> CPU_ONLY =
            List.of("workers", "heap", "oom-heap", "attempts", "quarantine", "sandbox", "sandbox-write");

    private final TaskDirectory tasks;
    private final RelativePaths paths;
    private final ParametersReader parameters;
    private final ErrorPolicyReader errors;
    private final Reading reading;

    StageReader(TaskDirectory tasks, RelativePaths paths, Reading reading) {
        this.tasks = tasks;
        this.paths = paths;
        this.parameters = new ParametersReader(reading);
        this.errors = new ErrorPolicyReader(paths, reading);
        this.reading = reading;
    }

    /**
     * Reads a stage.
     *
     * @param streams what becomes of failures if the stage does not say
     */
    Optional<PipelineFile.Stage> read(String stream, Node node, ErrorPolicy streams) {
        String title = "a stage of " + stream;
        if (node instanceof ScalarNode scalar && !reading.isNothing(node)) {
            return bare(scalar, title, streams);
        }
        return Section.open(
                        node,
                        title,
                        "a mapping with 'io' or 'cpu', or one of " + String.join(", ", Reshaping.words()),
                        FileKeys.stageWords(),
                        reading)
                .flatMap(section -> read(title, section, errors.read(section, streams)));
    }

    /** {@code - count}: a word and no parameters. */
    private Optional<PipelineFile.Stage> bare(ScalarNode node, String title, ErrorPolicy onError) {
        String word = reading.text(node);
        List<String> alone = Stream.of(Reshaping.values())
                .filter(Reshaping::standsAlone)
                .map(Reshaping::word)
                .toList();
        Optional<Reshaping> reshaping = Reshaping.of(word);
        if (reshaping.isEmpty() || !reshaping.get().standsAlone()) {
            reading.problem(
                    node,
                    reshaping.isPresent()
                            ? "'" + word + "' takes " + reshaping.get().mainParameter() + ": write '" + word + ": ...'"
                            : title + " must be a mapping with 'io' or 'cpu', or one of " + String.join(", ", alone)
                                    + ", was '" + word + "'"
                                    + NearestName.of(word, alone)
                                            .map(name -> "; did you mean '" + name + "'?")
                                            .orElse(""));
            return Optional.empty();
        }
        return Optional.of(stage(reshaping.get(), Map.of(), onError));
    }

    private Optional<PipelineFile.Stage> read(String title, Section section, ErrorPolicy onError) {
        List<String> kinds = section.keys().stream().filter(KINDS::contains).toList();
        if (kinds.size() != 1) {
            limits(section); // For what else is wrong.
            section.problem(
                    kinds.isEmpty() ? "" : kinds.get(1),
                    title + " has "
                            + (kinds.isEmpty()
                                    ? "neither 'io' nor 'cpu'"
                                    : "both '" + kinds.get(0) + "' and '" + kinds.get(1) + "'")
                            + "; it needs exactly one"
                            + (kinds.isEmpty() ? ", or one of " + String.join(", ", Reshaping.words()) : ""));
            return Optional.empty();
        }
        Optional<Reshaping> reshaping = Reshaping.of(kinds.get(0));
        return reshaping.isPresent()
                ? reshaping(reshaping.get(), section, onError)
                : task(TaskKind.of(kinds.get(0)), section, onError);
    }

    private Optional<PipelineFile.Stage> task(TaskKind kind, Section section, ErrorPolicy onError) {
        Limits limits = limits(section);
        Optional<Rate> rate = section.rate("rate");
        refuseForeign(kind, section);
        refuseSmallerHeap(limits, section);
        return section.text(kind.word())
                .flatMap(name -> task(kind, name, section))
                .map(task -> stage(task, limits, rate, onError, section));
    }

    private Optional<PipelineFile.Stage> reshaping(Reshaping reshaping, Section section, ErrorPolicy onError) {
        String word = reshaping.word();
        section.keys().stream()
                .filter(key -> !key.equals(word) && !NO_TASK.contains(key))
                .forEach(key -> section.problem(
                        key,
                        "'" + key + "' is not for this stage: '" + word
                                + "' runs no task; give it to a stage that does"));
        Node node = section.node(word).orElseThrow();
        Section given = node instanceof MappingNode
                ? Section.open(node, "'" + word + "'", "a mapping", reading).orElseThrow()
                : section.nothing();
        Map<String, Object> values = Map.of();
        if (node instanceof MappingNode) {
            values = parameters.read(given, reshaping.parameters());
        } else if (!reading.isNothing(node) && reshaping.mainParameter().isEmpty()) {
            reading.problem(node, "'" + word + "' takes nothing; write '- " + word + "'");
        } else if (!reading.isNothing(node)) {
            values = parameters
                    .value(word, node, isList(reshaping))
                    .<Map<String, Object>>map(value -> Map.of(reshaping.mainParameter(), value))
                    .orElse(Map.of());
        }
        Map<String, Object> checked = values;
        if (node instanceof MappingNode || !reading.hasProblemAt(node)) {
            parameters.check(() -> reshaping.check(checked), reshaping.parameters(), given, section.place(word));
        }
        return Optional.of(stage(reshaping, checked, onError));
    }

    private static boolean isList(Reshaping reshaping) {
        return reshaping.parameters().stream()
                .anyMatch(parameter ->
                        parameter.name().equals(reshaping.mainParameter()) && parameter.type() == Parameter.Type.LIST);
    }

    private static PipelineFile.Stage stage(Reshaping reshaping, Map<String, Object> values, ErrorPolicy onError) {
        return new PipelineFile.Stage(
                TaskKind.IO,
                reshaping.word(),
                values,
                Limits.NONE,
                Optional.empty(),
                onError,
                Optional.of(reshaping),
                false);
    }

    private Limits limits(Section section) {
        return new Limits(
                section.count("concurrency", 1),
                section.count("workers", 1),
                section.heap("heap"),
                section.heap("oom-heap"),
                new TimeLimits(
                        section.timeout("timeout").orElse(null),
                        section.timeout("stall-timeout").orElse(null),
                        section.timeout("queue-timeout").orElse(null)),
                section.count("attempts", 1),
                section.text("quarantine").map(paths::ofLimit),
                sandbox(section),
                section.node("retry").flatMap(this::retry));
    }

    private Optional<Sandbox> sandbox(Section section) {
        Optional<Sandbox.Level> level = section.sandboxLevel("sandbox");
        List<Path> writable = section.texts("sandbox-write", "a path or a list of paths").stream()
                .map(paths::ofLimit)
                .toList();
        if (section.has("sandbox-write")
                && level.filter(Sandbox.Level.ISOLATED::equals).isEmpty()) {
            section.problem("sandbox-write", "'sandbox-write' is of use with 'sandbox: isolated' only");
            return Optional.empty();
        }
        try {
            return level.map(given -> new Sandbox(given, writable));
        } catch (IllegalArgumentException e) {
            section.valueProblem("sandbox-write", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Retry> retry(Node node) {
        return Section.open(
                        node,
                        "'retry'",
                        "a mapping such as { attempts: 3, backoff: 200ms }",
                        FileKeys.RETRY.words(),
                        reading)
                .map(section -> {
                    section.required("attempts", "how often to try at most");
                    return new Retry(
                            section.count("attempts", 1).orElse(1),
                            section.duration("backoff").orElse(Duration.ZERO));
                });
    }

    private static void refuseSmallerHeap(Limits limits, Section section) {
        if (limits.heap().isPresent()
                && limits.oomHeap().isPresent()
                && limits.oomHeap().getAsLong() <= limits.heap().getAsLong()) {
            section.valueProblem("oom-heap", "'oom-heap' must be more than 'heap'");
        }
    }

    private static void refuseForeign(TaskKind kind, Section section) {
        List<String> foreign = kind == TaskKind.IO ? CPU_ONLY : IO_ONLY;
        String remedy = kind == TaskKind.IO
                ? "a stage with 'io' runs on threads; its width is 'concurrency'"
                : "a stage with 'cpu' runs in workers; its width is 'workers'";
        foreign.stream()
                .filter(section::has)
                .forEach(key -> section.problem(key, "'" + key + "' is not for this stage: " + remedy));
    }

    private Optional<TaskDescription> task(TaskKind kind, String name, Section section) {
        Optional<TaskDescription> task = tasks.find(kind, name);
        if (task.isEmpty()) {
            section.valueProblem(
                    kind.word(), "no " + kind.label() + " task is named '" + name + "'" + remedy(kind, name));
        }
        return task;
    }

    private String remedy(TaskKind kind, String name) {
        TaskKind other = kind.other();
        return tasks.find(other, name).isPresent()
                ? "; it is " + other.article() + " task: write '" + other.word() + ": " + name + "'"
                : NearestName.suggestion(name, tasks.names(kind));
    }

    private PipelineFile.Stage stage(
            TaskDescription task, Limits limits, Optional<Rate> rate, ErrorPolicy onError, Section stage) {
        Section with = stage.node("with")
                .flatMap(node -> Section.open(node, "'with'", "a mapping from parameters to values", reading))
                .orElseGet(stage::nothing);
        Map<String, Object> given = paths.ofTask(task.kind(), task.name(), parameters.read(with, task.parameters()));
        Node owner = stage.place(task.kind().word());
        boolean[] emits = new boolean[1];
        Runnable check = () -> {
            tasks.check(task, given);
            emits[0] = tasks.emits(task, given);
        };
        parameters.check(check, task.parameters(), with, owner);
        return new PipelineFile.Stage(
                task.kind(), task.name(), given, limits, rate, onError, Optional.empty(), emits[0]);
    }
}
