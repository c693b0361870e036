package dev.trenza.app.pipelinefile;

import dev.trenza.app.catalog.TaskDescription;
import dev.trenza.app.catalog.TaskDirectory;
import dev.trenza.app.catalog.TaskKind;
import dev.trenza.app.pipelinefile.PipelineFile.Limits;
import dev.trenza.app.pipelinefile.PipelineFile.Retry;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.process.Sandbox;
import dev.trenza.task.NearestName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one stage: which task, with which parameters, within which limits. */
final class StageReader {

    private static final List<String> KEYS = List.of(
            "io",
            "cpu",
            "with",
            "concurrency",
            "workers",
            "heap",
            "oom-heap",
            "timeout",
            "stall-timeout",
            "queue-timeout",
            "attempts",
            "quarantine",
            "sandbox",
            "sandbox-write",
            "retry");
    private static final List<String> IO_ONLY = List.of("concurrency");
    private static final List<String> CPU_ONLY =
            List.of("workers", "heap", "oom-heap", "attempts", "quarantine", "sandbox", "sandbox-write");
    private static final List<String> RETRY_KEYS = List.of("attempts", "backoff");

    private final TaskDirectory tasks;
    private final RelativePaths paths;
    private final ParametersReader parameters;
    private final Reading reading;

    StageReader(TaskDirectory tasks, RelativePaths paths, Reading reading) {
        this.tasks = tasks;
        this.paths = paths;
        this.parameters = new ParametersReader(reading);
        this.reading = reading;
    }

    Optional<PipelineFile.Stage> read(String stream, Node node) {
        String title = "a stage of " + stream;
        return Section.open(node, title, "a mapping with 'io' or 'cpu'", KEYS, reading)
                .flatMap(section -> read(title, section));
    }

    private Optional<PipelineFile.Stage> read(String title, Section section) {
        Limits limits = limits(section);
        if (section.has("io") == section.has("cpu")) {
            String both = section.has("io") ? "has both 'io' and 'cpu'" : "has neither 'io' nor 'cpu'";
            section.problem(section.has("io") ? "cpu" : "", title + " " + both + "; it needs exactly one");
            return Optional.empty();
        }
        TaskKind kind = section.has("io") ? TaskKind.IO : TaskKind.CPU;
        refuseForeign(kind, section);
        refuseSmallerHeap(limits, section);
        return section.text(kind.word())
                .flatMap(name -> task(kind, name, section))
                .map(task -> stage(task, limits, section));
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
        return Section.open(node, "'retry'", "a mapping such as { attempts: 3, backoff: 200ms }", RETRY_KEYS, reading)
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

    private PipelineFile.Stage stage(TaskDescription task, Limits limits, Section stage) {
        Section with = stage.node("with")
                .flatMap(node -> Section.open(node, "'with'", "a mapping from parameters to values", reading))
                .orElseGet(stage::nothing);
        Map<String, Object> given = paths.ofTask(task.kind(), task.name(), parameters.read(with, task.parameters()));
        Node owner = stage.place(task.kind().word());
        parameters.check(() -> tasks.check(task, given), task.parameters(), with, owner);
        return new PipelineFile.Stage(task.kind(), task.name(), given, limits);
    }
}
