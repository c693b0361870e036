package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.pipelinefile.InvalidPipelineException;
import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.app.pipelinefile.PipelineReader;
import dev.trenza.app.run.ExampleRun;
import dev.trenza.app.run.ExitStatus;
import dev.trenza.app.run.RunSettings;
import dev.trenza.app.run.RunSettings.Summary;
import dev.trenza.app.screen.Printable;
import dev.trenza.core.PoolUnusableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the tests of a pipeline file. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Runs the tests that a pipeline file holds: some items in the place of a source, and what must come of"
                    + " them.",
            "",
            "Tasks run in this JVM, one after the other, unless --workers is given. Sources are not read, rates and"
                    + " dead letters do not count; what 'io: write' writes is written.",
            "",
            "Exit status: 0 all passed, 1 some did not, 2 the file is wrong or has no tests."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza create records && trenza test records.yaml",
            "",
            "In the file:",
            "  tests:",
            "    - name: a number becomes its square, and a word fails",
            "      given: { squares: [2, 3, x] }",
            "      expect:",
            "        squares: { values: [4, 9], statuses: [success, success, failed] }"
        })
final class TestCommand implements Callable<Integer> {

    private static final int LENGTH = 2_000;

    private final Trenza trenza;

    @Mixin
    private RunOptions options = new RunOptions();

    @Mixin
    private TaskPathOption taskPath = new TaskPathOption();

    @Mixin
    private SetOption set = new SetOption();

    @Option(names = "--workers", description = "Run tasks where a run would: CPU tasks in worker JVMs, I/O on threads.")
    private boolean workers;

    @Parameters(paramLabel = "FILE", description = "The pipeline file (YAML).")
    private Path file = Path.of("");

    TestCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        try {
            PipelineFile pipeline = new PipelineReader(taskPath::tasks).read(file, set.settings());
            if (pipeline.tests().isEmpty()) {
                throw RefusedException.usage("'" + file + "' has no tests; see: trenza test --help");
            }
            return run(pipeline);
        } catch (InvalidPipelineException e) {
            throw RefusedException.problems(e.problems());
        } catch (PoolUnusableException e) {
            throw RefusedException.poolUnusable(e.getMessage());
        } catch (IOException e) {
            throw RefusedException.output("the test cannot be run: " + e.getMessage());
        }
    }

    private int run(PipelineFile pipeline) throws IOException {
        InstalledTasks tasks = taskPath.tasks(pipeline.taskPath());
        Optional<RunSettings> settings = workers
                ? Optional.of(options.settings(
                        Summary.NONE, OptionalInt.empty(), tasks.path().entries()))
                : Optional.empty();
        ExampleRun examples = new ExampleRun(pipeline, tasks, settings, trenza.screen());
        int failed = 0;
        for (PipelineFile.Example example : pipeline.tests()) {
            List<String> differences = examples.differences(example);
            trenza.out()
                    .println(file + ":" + example.line() + ": " + (differences.isEmpty() ? "ok" : "FAILED") + ": "
                            + Printable.oneLine(example.name(), LENGTH));
            differences.forEach(line -> trenza.out().println("    " + Printable.oneLine(line, LENGTH)));
            failed += differences.isEmpty() ? 0 : 1;
        }
        int all = pipeline.tests().size();
        trenza.out().println(all + (all == 1 ? " test, " : " tests, ") + failed + " failed");
        return failed == 0 ? ExitStatus.SUCCESS : ExitStatus.SOME_FAILED;
    }
}
