package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.pipelinefile.InvalidPipelineException;
import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.app.pipelinefile.PipelineReader;
import dev.trenza.app.run.FilePlan;
import dev.trenza.app.run.PlanText;
import dev.trenza.app.run.RunSettings;
import dev.trenza.app.run.RunSettings.Summary;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a pipeline file. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Runs the pipeline of a file: all its streams at once, merged into one flow of results.",
            "",
            "Each result is a JSON object on a line of stdout, as soon as it is there; bytes in it are"
                    + " {\"base64\":\"...\"}. Failures are told on stderr as they happen and are results too:"
                    + " one item's failure never ends the run."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza run examples/documents.yaml",
            "  trenza run examples/documents.yaml -j 50%% --trace run.json > results.ndjson",
            "  trenza run examples/documents.yaml --set streams.squares.source.range=1000",
            "  trenza run examples/documents.yaml --dry-run",
            "  trenza run nightly.yaml --run-timeout 2h --summary json 2> summary.json",
            "",
            "A pipeline file:",
            "  streams:",
            "    texts:",
            "      source: { files: \"docs/**/*.html\" }",
            "      stages:",
            "        - io: read",
            "          concurrency: 8",
            "        - cpu: text",
            "          timeout: 20s",
            "          heap: 256m",
            "        - io: write",
            "          with: { to: \"out/{stem}.txt\", field: text }",
            "",
            "--timeout, --stall-timeout and --queue-timeout hold for stages that do not say; in the file their names",
            "are timeout, stall-timeout and queue-timeout.",
            "",
            "The first Ctrl-C lets what is running finish, the second stops at once. Either way, and after a kill",
            "or a full disk: trenza resume goes on where it ended."
        })
final class RunCommand implements Callable<Integer> {

    private final Trenza trenza;

    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private TaskPathOption taskPath = new TaskPathOption();

    @Mixin
    private SetOption set = new SetOption();

    @Mixin
    private JournalOptions journal = new JournalOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the results there, not to stdout or where the file says.")
    private @Nullable Path output;

    @Option(
            names = "--dry-run",
            description = "Show the plan, its pools and what they may take of the machine; run nothing.")
    private boolean dryRun;

    @Parameters(paramLabel = "FILE", description = "The pipeline file (YAML).")
    private Path file = Path.of("");

    RunCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        try {
            PipelineFile pipeline = new PipelineReader(taskPath::tasks).read(file, set.settings());
            InstalledTasks tasks = taskPath.tasks(pipeline.taskPath());
            RunSettings settings = options.settings(
                    Summary.TEXT, OptionalInt.empty(), tasks.path().entries());
            if (dryRun) {
                PlanText.lines(pipeline, FilePlan.of(pipeline, tasks), tasks, settings, trenza.screen())
                        .forEach(trenza.out()::println);
                return 0;
            }
            Optional<Path> results = Optional.ofNullable(output).or(pipeline::output);
            Recording recording = Unresumable.check(
                    pipeline,
                    pipeline.table().map(table -> results.map(table::withTo).orElse(table)),
                    journal.recording(
                            trenza,
                            "run",
                            file.toAbsolutePath().normalize().toString(),
                            true,
                            RunDefinition.sources(pipeline)));
            Launch launch = new Launch(
                    trenza.screen(),
                    tasks,
                    settings,
                    results,
                    Optional.empty(),
                    recording,
                    pipeline.table(),
                    pipeline.outputs());
            return launch.run(FilePlan.of(pipeline, tasks));
        } catch (InvalidPipelineException e) {
            throw RefusedException.problems(e.problems());
        }
    }
}
