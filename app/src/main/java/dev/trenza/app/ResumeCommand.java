package dev.trenza.app;

import dev.trenza.app.journal.RunDescription;
import dev.trenza.app.journal.RunDirectory;
import dev.trenza.app.journal.RunHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Goes on with a run. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Goes on where a run ended, however it ended: its command line once more, without what is done.",
            "",
            "Shows on stdout what is new. All results together are in the run's folder, or where --output said, as soon as"
                    + " every item has ended. Items that came from stdin must come from there again, in any order."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza resume                              the last run",
            "  trenza resume k3fa --retry-failed          the run whose name ends so; what failed runs again",
            "  trenza resume last --explain               of each item, whether it runs and why"
        })
final class ResumeCommand implements Callable<Integer> {

    private final Trenza trenza;

    @Option(names = "--retry-failed", description = "Run again what failed.")
    private boolean retryFailed;

    @Option(names = "--explain", description = "Tell of each item whether it runs, and why.")
    private boolean explain;

    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            description = "Its name, or the beginning or end of it, or its folder (default: last).")
    private String run = "last";

    ResumeCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        RunDirectory directory = RunsCommand.find(RunHistory.here(), run);
        RunDescription description = describe(directory);
        Path here = Path.of("").toAbsolutePath();
        if (!description.folder().equals(here)) {
            throw RefusedException.usage("'" + directory.id() + "' was started in '" + description.folder()
                    + "', where its paths begin; go there: cd '" + description.folder() + "' && trenza resume "
                    + directory.path().toAbsolutePath());
        }
        Resumption resumption = new Resumption(directory, retryFailed, explain);
        return Trenza.execute(
                trenza.out(),
                trenza.screen(),
                Optional.of(resumption),
                description.arguments().toArray(String[]::new));
    }

    private static RunDescription describe(RunDirectory directory) {
        try {
            return RunDescription.read(directory);
        } catch (IOException e) {
            throw RefusedException.changed(String.valueOf(e.getMessage()));
        }
    }
}
