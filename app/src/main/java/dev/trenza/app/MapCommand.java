package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.catalog.TaskDescription;
import dev.trenza.app.output.LineTemplate;
import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.app.run.Plan;
import dev.trenza.app.run.RunSettings;
import dev.trenza.app.run.RunSettings.Summary;
import dev.trenza.core.TimeLimits;
import dev.trenza.task.InvalidParametersException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one task on many items, as {@code xargs} runs one program. */
@Command(
        name = "map",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Runs one task on many items: from the arguments, from a file (-a), or from the lines of stdin.",
            "",
            "An item is the text as it is given: a path stays a path even if it looks like a number, and a task"
                    + " that takes numbers reads one. Each result is a JSON object on a line of stdout; bytes in it"
                    + " are {\"base64\":\"...\"}. I/O tasks run on threads, CPU tasks in worker JVMs."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza map square 1 2 3",
            "  trenza map square 1 2 3 --format '{value}'            1 4 9, each on a line",
            "  find . -name '*.java' | trenza map digest -k --format '{value}  {}'",
            "  find . -type f -print0 | trenza map digest -0 --with algorithm=md5 -j 50%%",
            "  trenza map wordcount -a files.txt --timeout 10s --retries 3 --progress plain",
            "  trenza map fetch -a urls.txt --io-jobs 32",
            "",
            "Placeholders of --format: {} the item, {value} the result, {/} {//} {/.} name, folder and stem"
                    + " of a path, {seq}, {stream}; escapes \\n \\t \\0 \\\\. With it, failures are told on stderr only."
        })
final class MapCommand implements Callable<Integer> {

    private final Trenza trenza;

    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private TaskPathOption taskPath = new TaskPathOption();

    @Mixin
    private JournalOptions journal = new JournalOptions();

    @Option(
            names = {"-k", "--keep-order"},
            description = "Results in the order of the items.")
    private boolean keepOrder;

    @Option(
            names = {"-a", "--arg-file"},
            paramLabel = "FILE",
            description = "Take the items from the lines of this file; '-' is stdin.")
    private @Nullable Path argFile;

    @Option(
            names = {"-0", "--null"},
            description = "Items end with a zero byte instead of a line end: find -print0.")
    private boolean endWithNull;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "Try an item up to N times, whether its task failed or its worker died.")
    private @Nullable Integer retries;

    @Option(
            names = "--with",
            paramLabel = "NAME=VALUE",
            description = "A parameter of the task; see: trenza tasks TASK. May be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--format", paramLabel = "TEMPLATE", description = "Print each success as a line of your own.")
    private @Nullable String format;

    @Option(names = "--dry-run", description = "Show what would run; start nothing.")
    private boolean dryRun;

    @Parameters(index = "0", paramLabel = "TASK", description = "The task; see: trenza tasks.")
    private String task = "";

    @Parameters(index = "1..*", paramLabel = "ITEM", arity = "0..*", description = "The items.")
    private List<String> items = new ArrayList<>();

    MapCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        InstalledTasks tasks = taskPath.tasks();
        PipelineFile.Stage stage = stage(tasks);
        Optional<LineTemplate> template = Optional.ofNullable(format).map(MapCommand::template);
        MapItems given = items(tasks);
        if (dryRun) {
            given.flux()
                    .doOnNext(item -> trenza.out().println(task + " " + item))
                    .blockLast();
            return 0;
        }
        OptionalInt attempts = retries == null ? OptionalInt.empty() : OptionalInt.of(retries);
        RunSettings settings =
                options.settings(Summary.NONE, attempts, tasks.path().entries());
        Plan.StreamPlan stream =
                new Plan.StreamPlan(stage.task(), given.flux(), given.size(), keepOrder, List.of(stage));
        Recording recording = journal.recording(trenza, "map", stage.task(), false, List.of());
        return new Launch(trenza.screen(), tasks, settings, Optional.empty(), template, recording)
                .run(new Plan(stage.task(), List.of(stream)));
    }

    private PipelineFile.Stage stage(InstalledTasks tasks) {
        TaskDescription found = tasks.named(task)
                .orElseThrow(() -> RefusedException.usage(
                        "no task is named '" + task + "'" + tasks.suggestion(task) + " (see trenza tasks)"));
        Map<String, Object> given = Map.copyOf(parameters);
        try {
            tasks.check(found, given);
        } catch (InvalidParametersException e) {
            throw RefusedException.problems(e.problems().stream()
                    .map(problem -> "trenza: --with: " + problem.message())
                    .toList());
        } catch (IllegalArgumentException e) {
            throw RefusedException.usage("--with: " + e.getMessage());
        }
        return new PipelineFile.Stage(found.kind(), found.name(), given, limits());
    }

    private PipelineFile.Limits limits() {
        if (retries != null && retries < 1) {
            throw RefusedException.usage("--retries must be >= 1, was " + retries);
        }
        return new PipelineFile.Limits(
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                TimeLimits.NONE,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(retries).map(attempts -> new PipelineFile.Retry(attempts, Duration.ZERO)));
    }

    private static LineTemplate template(String text) {
        try {
            return LineTemplate.parse(text);
        } catch (IllegalArgumentException e) {
            throw RefusedException.usage("--format: " + e.getMessage());
        }
    }

    private MapItems items(InstalledTasks tasks) {
        if (!items.isEmpty() && argFile != null) {
            throw RefusedException.usage("items are given both as arguments and with --arg-file; take one of them");
        }
        if (!items.isEmpty()) {
            return MapItems.of(items);
        }
        if (argFile == null && MapItems.isStdinTerminal()) {
            trenza.screen().line("trenza: reading items from the terminal, one a line; Ctrl-D ends them");
        }
        return MapItems.ofLines(tasks, argFile == null ? Path.of("-") : argFile, endWithNull);
    }
}
