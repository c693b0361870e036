package dev.trenza.app;

import dev.trenza.app.journal.RunDirectory;
import dev.trenza.app.journal.RunHistory;
import dev.trenza.app.report.ReportFile;
import dev.trenza.app.statistics.ResultLines;
import dev.trenza.app.statistics.RunStatistics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a page of what a run has left behind. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Makes one HTML page of the results of a run: totals, failures with their stacks, times, the slowest items.",
            "",
            "From the folder of a run, from a file with lines of results, or from stdin. Lines of results know nothing of"
                    + " threads and workers; the folder of a run does, and its page has a time line."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza report results.ndjson                         writes results.html",
            "  trenza report last -o nightly.html                   the last run that kept a journal, with the time line",
            "  trenza map digest -a files.txt | tee results.ndjson | trenza report - -o digest.html",
            "  trenza run nightly.yaml --report nightly.html        with the time line"
        })
final class ReportCommand implements Callable<Integer> {

    private static final Path STANDARD_INPUT = Path.of("-");

    private final Trenza trenza;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where the page goes (default: beside the results, with the ending .html).")
    private @Nullable Path output;

    @Parameters(
            paramLabel = "RESULTS",
            description = "Lines of results, the folder or name of a run (last), or - for stdin.")
    private Path results = Path.of("");

    ReportCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        if (!results.equals(STANDARD_INPUT) && !Files.exists(results)) {
            results = named(results.toString()).orElse(results);
        }
        Path page = output == null ? beside(results) : output;
        RunStatistics run = read();
        try {
            ReportFile.prepare(page);
            ReportFile.write(page, run);
        } catch (IOException e) {
            throw RefusedException.output(Launch.why(e));
        }
        trenza.out().println(page);
        return 0;
    }

    /** The folder of a run that is called so. */
    private static Optional<Path> named(String text) {
        try {
            return RunHistory.here().find(text).map(RunDirectory::path);
        } catch (IOException e) {
            return Optional.empty();
        } catch (RunHistory.AmbiguousRunException e) {
            throw RefusedException.usage(String.valueOf(e.getMessage()));
        }
    }

    private static Path beside(Path results) {
        if (results.equals(STANDARD_INPUT)) {
            return Path.of("report.html");
        }
        if (Files.isDirectory(results)) {
            return results.resolve("report.html");
        }
        String name = String.valueOf(results.getFileName());
        int end = name.lastIndexOf('.');
        return results.resolveSibling((end > 0 ? name.substring(0, end) : name) + ".html");
    }

    private RunStatistics read() {
        RunDirectory run = new RunDirectory(results);
        return run.exists() && Files.exists(run.journal()) ? read(run) : readLines();
    }

    /** The journal of a run knows when and where its stages ran, and which results others have taken the place of. */
    private RunStatistics read(RunDirectory run) {
        try {
            return RunReading.of(run);
        } catch (IOException e) {
            throw RefusedException.usage("'" + results + "' cannot be read: " + e.getMessage());
        }
    }

    private RunStatistics readLines() {
        ResultLines lines = new ResultLines();
        try (InputStream in = open()) {
            lines.read(in);
        } catch (NoSuchFileException e) {
            throw RefusedException.usage("'" + e.getFile() + "' does not exist");
        } catch (IOException e) {
            throw RefusedException.usage("'" + results + "' cannot be read: " + e.getMessage());
        }
        RunStatistics run = lines.statistics(name());
        if (lines.unreadable() > 0) {
            String first = "'" + results + "', line " + lines.firstUnreadable() + ", is no result of trenza";
            if (run.items() == 0) {
                throw RefusedException.usage(first + ", nor is any other line");
            }
            trenza.screen()
                    .line("trenza: " + first
                            + (lines.unreadable() == 1 ? "" : ", nor are " + (lines.unreadable() - 1) + " others")
                            + "; left out");
        }
        return run;
    }

    private String name() {
        return results.equals(STANDARD_INPUT)
                ? "results"
                : String.valueOf(results.toAbsolutePath().normalize().getFileName());
    }

    /** In the folder of a run: what it has published, or else what it has written so far. */
    private InputStream open() throws IOException {
        if (results.equals(STANDARD_INPUT)) {
            return System.in;
        }
        if (!Files.isDirectory(results)) {
            return Files.newInputStream(results);
        }
        Path found = Stream.of("results.ndjson", "results.raw")
                .map(results::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> RefusedException.usage(
                        "'" + results + "' has no results: neither results.ndjson nor results.raw"));
        return Files.newInputStream(found);
    }
}
