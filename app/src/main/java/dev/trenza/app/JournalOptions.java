package dev.trenza.app;

import dev.trenza.app.journal.RunDirectory;
import dev.trenza.app.journal.RunJournal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is kept of a run, and whether it goes on with an earlier one. */
final class JournalOptions {

    /** What a file is compared by. */
    enum Comparison {
        TIME,
        CONTENT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--resume",
            description = "Go on with the last such run: what is done is skipped. Without one, begin.")
    private boolean resume;

    @Option(
            names = {"--retry-failed", "--resume-failed"},
            description = "The same, and what failed runs again.")
    private boolean retryFailed;

    @Option(names = "--explain", description = "With --resume: tell of each item whether it runs, and why.")
    private boolean explain;

    @Option(names = "--run-dir", paramLabel = "DIR", description = "The run's folder (default: .trenza/runs/...).")
    private @Nullable Path runDirectory;

    @Option(
            names = "--journal",
            negatable = true,
            description =
                    "Whether to keep a journal, so that the run can be resumed (run: yes; map and exec: if asked for).")
    private @Nullable Boolean journal;

    @Option(
            names = "--compare",
            paramLabel = "HOW",
            description = "What tells that a file has changed since: time (and size; the default) or content.")
    private Comparison comparison = Comparison.TIME;

    @Option(
            names = "--joblog",
            paramLabel = "FILE",
            description = "Write a line for each item that ran, in the columns of GNU parallel.")
    private @Nullable Path joblog;

    /**
     * What is to be kept.
     *
     * @param subject what {@code --resume} finds the run by
     * @param keeps whether there is a journal if nothing is said of one
     * @param sources a line for each source that makes the run what it is
     */
    Recording recording(Trenza trenza, String verb, String subject, boolean keeps, List<String> sources) {
        check();
        Optional<Resumption> resumption = trenza.resumption();
        Optional<RunDirectory> directory = resumption
                .map(Resumption::run)
                .or(() -> Optional.ofNullable(runDirectory).map(RunDirectory::new));
        boolean resumes = resume || retryFailed || resumption.isPresent();
        boolean isRequired = resumes || directory.isPresent() || Boolean.TRUE.equals(journal);
        RunJournal.Settings settings = new RunJournal.Settings(
                resumes,
                retryFailed || resumption.map(Resumption::retryFailed).orElse(false),
                explain || resumption.map(Resumption::explain).orElse(false),
                comparison == Comparison.CONTENT,
                isRequired);
        boolean isKept = journal == null ? keeps || isRequired : journal;
        return new Recording(
                trenza,
                verb,
                subject,
                settings,
                isKept,
                directory,
                Optional.ofNullable(joblog),
                sources,
                outcome -> (verb.equals("map") ? subject : outcome.stream()) + " " + outcome.origin());
    }

    private void check() {
        boolean isAskedFor = resume || retryFailed || runDirectory != null;
        if (Boolean.FALSE.equals(journal) && isAskedFor) {
            throw RefusedException.usage("--no-journal leaves nothing to "
                    + (runDirectory == null ? "resume from" : "put into --run-dir") + "; take it away");
        }
        if (explain && !resume && !retryFailed) {
            throw RefusedException.usage("--explain tells what becomes of the items of a resumed run; add --resume");
        }
    }
}
