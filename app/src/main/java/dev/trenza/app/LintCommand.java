package dev.trenza.app;

import dev.trenza.app.pipelinefile.InvalidPipelineException;
import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.app.pipelinefile.PipelineReader;
import dev.trenza.app.pipelinefile.Problem;
import dev.trenza.app.pipelinefile.SchemaText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks pipeline files as {@code run} would. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Checks pipeline files without running them.",
            "",
            "Every problem is told at once, as FILE:LINE:COLUMN: what was expected. Keys, types, names of tasks"
                    + " and sources, their parameters and placeholders are checked; 'run' refuses what does not pass."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza lint examples/documents.yaml",
            "  trenza lint examples/*.yaml && echo all right",
            "  trenza lint --schema > pipeline.schema.json",
            "",
            "An editor that knows YAML schemas checks while you type, with this line at the head of the file:",
            "  # yaml-language-server: $schema=pipeline.schema.json"
        })
final class LintCommand implements Callable<Integer> {

    private final Trenza trenza;

    @Mixin
    private TaskPathOption taskPath = new TaskPathOption();

    @Mixin
    private SetOption set = new SetOption();

    @Option(
            names = "--schema",
            description = "Print the JSON Schema of pipeline files, for editors, and check nothing.")
    private boolean schema;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Pipeline files (YAML).")
    private List<Path> files = new ArrayList<>();

    LintCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        if (schema) {
            trenza.out().print(SchemaText.read());
            return 0;
        }
        if (files.isEmpty()) {
            throw RefusedException.usage("lint: name the files to check, or --schema");
        }
        List<Problem> problems = new ArrayList<>();
        for (Path file : files) {
            try {
                PipelineFile pipeline = new PipelineReader(taskPath::tasks).read(file, set.settings());
                trenza.out().println(file + ": " + describe(pipeline));
            } catch (InvalidPipelineException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw RefusedException.problems(problems);
        }
        return 0;
    }

    private static String describe(PipelineFile pipeline) {
        int stages = pipeline.streams().stream()
                .mapToInt(stream -> stream.stages().size())
                .sum();
        int streams = pipeline.streams().size();
        return "all right: pipeline '" + pipeline.name() + "', " + count(streams, "stream") + ", "
                + count(stages, "stage");
    }

    private static String count(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
