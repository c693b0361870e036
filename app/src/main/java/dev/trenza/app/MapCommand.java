package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.catalog.TaskDescription;
import dev.trenza.app.output.KeptResults;
import dev.trenza.app.output.LineTemplate;
import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.app.output.ResultFiles;
import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.app.run.Plan;
import dev.trenza.app.run.RunSettings;
import dev.trenza.app.run.RunSettings.Summary;
import dev.trenza.task.InvalidParametersException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
            "  trenza map square ::: 1 2 -3              what follows ::: is an item, whatever it begins with",
            "  trenza map square 1 2 3 --format '{value}'            1 4 9, each on a line",
            "  find . -name '*.java' | trenza map digest -k --format '{value}  {}'",
            "  find . -type f -print0 | trenza map digest -0 --with algorithm=md5 -j 50%%",
            "  trenza map wordcount -a files.txt --timeout 10s --retries 3 --progress plain",
            "  trenza map fetch -a urls.txt --io-jobs 32 --delay 200ms --halt soon,fail=10%%",
            "  trenza map text --timeout 300%% --memfree 1G --load 80%% --results out ::: docs/*.html",
            "  trenza map digest --dry-run ::: *.jar",
            "",
            "Placeholders of --format: {} the item, {value} the result, {.} {/} {//} {/.} an item without its"
                    + " extension, its name, folder and stem, {#} its number, {seq} the same from 0, {stream};"
                    + " escapes \\n \\t \\0 \\\\. With it, failures are told on stderr only.",
            "",
            "For those who know GNU parallel: docs/guide-command-line.md has a table of its words. A whole Java",
            "program instead of a task: trenza exec."
        })
final class MapCommand implements Callable<Integer> {

    private final Trenza trenza;

    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private TaskPathOption taskPath = new TaskPathOption();

    @Mixin
    private JournalOptions journal = new JournalOptions();

    @Mixin
    private ItemOptions itemOptions = new ItemOptions();

    @Option(
            names = "--with",
            paramLabel = "NAME=VALUE",
            description = "A parameter of the task; see: trenza tasks TASK. May be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--format", paramLabel = "TEMPLATE", description = "Print each success as a line of your own.")
    private @Nullable String format;

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
        Optional<LineTemplate> template = Optional.ofNullable(format).map(this::template);
        if (itemOptions.isTagged() && template.isEmpty()) {
            throw RefusedException.usage(
                    "--tag needs --format, such as --format '{value}': a JSON line names its item");
        }
        RunSettings settings = options.settingsWithPercent(
                        Summary.NONE, itemOptions.attempts(), tasks.path().entries())
                .with(itemOptions.conduct(options.timeoutPercent()));
        MapItems given = itemOptions.items(trenza, tasks, items);
        if (itemOptions.isDryRun()) {
            return DryRun.print(trenza.out(), trenza.screen(), given, (item, index) -> command(item));
        }
        Plan.StreamPlan stream = new Plan.StreamPlan(
                        stage.task(), given.flux(), given.size(), itemOptions.keepsOrder(), List.of(stage))
                .withCounting(given.counting());
        Recording recording = journal.recording(trenza, "map", stage.task(), false, List.of());
        return new Launch(trenza.screen(), tasks, itemOptions.shown(settings), Optional.empty(), template, recording)
                .run(new Plan(stage.task(), List.of(stream)), this::kept);
    }

    /** What a shell would be told to do this one. */
    private String command(String item) {
        List<String> words = new ArrayList<>(List.of("trenza", "map", task));
        parameters.forEach((name, value) -> words.addAll(List.of("--with", name + "=" + value)));
        words.addAll(List.of(":::", item));
        return DryRun.line(words);
    }

    private OutcomeFormat kept(OutcomeFormat format) {
        return itemOptions
                .results()
                .<OutcomeFormat>map(place -> new KeptResults(new ResultFiles(place), format))
                .orElse(format);
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
        if (tasks.emits(found, given)) {
            throw RefusedException.usage(
                    "'" + task + "' makes many items of one; map has one result for each item: write"
                            + " a pipeline file with a stage '" + found.kind().word() + ": " + found.name() + "'");
        }
        return new PipelineFile.Stage(found.kind(), found.name(), given, limits());
    }

    private PipelineFile.Limits limits() {
        OptionalInt attempts = itemOptions.attempts();
        return attempts.isPresent()
                ? PipelineFile.Limits.NONE.with(new PipelineFile.Retry(attempts.getAsInt(), Duration.ZERO))
                : PipelineFile.Limits.NONE;
    }

    private LineTemplate template(String text) {
        try {
            return LineTemplate.parse(itemOptions.isTagged() ? "{}\\t" + text : text);
        } catch (IllegalArgumentException e) {
            throw RefusedException.usage("--format: " + e.getMessage());
        }
    }
}
