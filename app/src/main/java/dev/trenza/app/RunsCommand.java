package dev.trenza.app;

import dev.trenza.app.arguments.Size;
import dev.trenza.app.journal.JournalReader;
import dev.trenza.app.journal.JournalRecord;
import dev.trenza.app.journal.PastRun;
import dev.trenza.app.journal.RunDirectory;
import dev.trenza.app.journal.RunHistory;
import dev.trenza.app.screen.Printable;
import dev.trenza.task.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what has been run, and tidies up. */
@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Lists the runs that kept a journal here, in .trenza/runs: the latest first.",
            "",
            "States: running; done: all succeeded; failed: all ended, some in a failure; stopped: ended before all items"
                    + " had; killed: had no time to say that. trenza resume goes on with the last two."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza runs                                all",
            "  trenza runs documents --since 7d           of this pipeline or task, of the last week",
            "  trenza runs --unfinished                   what could be resumed",
            "  trenza runs show last                      one of them: sessions, counts, what failed, files",
            "  trenza runs prune --older 30d              remove those that are done and older",
            "  trenza runs prune k3fa                     remove this one"
        })
final class RunsCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final int WIDTH = 200;

    private final Trenza trenza;

    @Option(names = "--failed", description = "Only those in which items failed.")
    private boolean failed;

    @Option(names = "--unfinished", description = "Only those that were stopped or killed.")
    private boolean unfinished;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = ToAge.class,
            description = "Only those that began in the last 12h, 7d, ...")
    private @Nullable Duration since;

    @Option(
            names = "--older",
            paramLabel = "TIME",
            converter = ToAge.class,
            description = "Only those that last wrote before 12h, 30d, ...")
    private @Nullable Duration older;

    @Option(names = "--in", paramLabel = "DIR", description = "Look into this folder (default: .trenza/runs).")
    private @Nullable Path folder;

    @Parameters(
            paramLabel = "WHAT",
            arity = "0..*",
            description = "The name of a pipeline or task; or: show RUN; or: prune [RUN...].")
    private List<String> words = new ArrayList<>();

    RunsCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    @Override
    public Integer call() {
        RunHistory history = folder == null ? RunHistory.here() : new RunHistory(folder);
        try {
            String verb = words.isEmpty() ? "" : words.get(0);
            switch (verb) {
                case "show" -> show(find(history, words.size() > 1 ? words.get(1) : "last"));
                case "prune" -> prune(history, words.subList(1, words.size()));
                default -> list(history);
            }
            return 0;
        } catch (IOException e) {
            throw RefusedException.output(String.valueOf(e.getMessage()));
        }
    }

    /** The run that somebody means. */
    static RunDirectory find(RunHistory history, String text) {
        try {
            return history.find(text)
                    .orElseThrow(() -> RefusedException.usage(
                            text.equals("last")
                                    ? "there is no run in '" + history.folder() + "'"
                                    : "there is no run '" + text + "' in '" + history.folder()
                                            + "' (see trenza runs)"));
        } catch (RunHistory.AmbiguousRunException e) {
            throw RefusedException.usage(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw RefusedException.output(String.valueOf(e.getMessage()));
        }
    }

    private List<PastRun> chosen(RunHistory history, List<String> names) throws IOException {
        Instant now = Instant.now();
        Predicate<PastRun> wanted =
                run -> names.isEmpty() || names.contains(run.description().name());
        if (since != null) {
            Instant first = now.minus(since);
            wanted = wanted.and(run -> run.description().started().isAfter(first));
        }
        if (older != null) {
            Instant last = now.minus(older);
            wanted = wanted.and(run -> run.last().isBefore(last));
        }
        if (unfinished) {
            wanted = wanted.and(RunsCommand::isUnfinished);
        }
        List<PastRun> runs = new ArrayList<>();
        for (PastRun run : history.runs()) {
            if (wanted.test(run)) {
                PastRun counted = run.counted();
                if (!failed || counted.failed().orElse(0L) > 0) {
                    runs.add(counted);
                }
            }
        }
        return runs;
    }

    private static boolean isUnfinished(PastRun run) {
        return run.state() == PastRun.State.STOPPED || run.state() == PastRun.State.KILLED;
    }

    private void list(RunHistory history) throws IOException {
        List<PastRun> runs = chosen(history, words);
        if (runs.isEmpty()) {
            trenza.screen()
                    .line(
                            history.runs().isEmpty()
                                    ? "trenza: no runs in '" + history.folder()
                                            + "' yet: run keeps a journal there, map and exec do with --journal"
                                    : "trenza: no such runs in '" + history.folder() + "'; 'trenza runs' lists all");
            return;
        }
        trenza.out().printf(Locale.ROOT, "%-8s %9s %9s %9s  %s%n", "STATE", "DONE", "FAILED", "TOOK", "RUN");
        for (PastRun run : runs) {
            trenza.out()
                    .printf(
                            Locale.ROOT,
                            "%-8s %,9d %,9d %9s  %s%n",
                            run.state().word(),
                            run.done().orElse(0L),
                            run.failed().orElse(0L),
                            took(run.age()),
                            run.directory().id());
        }
    }

    private static String took(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private void show(RunDirectory directory) throws IOException {
        PastRun run = PastRun.read(directory).counted();
        Map<String, Long> counts = new TreeMap<>();
        List<JournalRecord> sessions = new ArrayList<>();
        new JournalReader(directory.journal()).forEach(record -> {
            if (record instanceof JournalRecord.Item item) {
                counts.merge(item.stream() + " " + item.status(), 1L, Long::sum);
            } else if (record instanceof JournalRecord.Start || record instanceof JournalRecord.End) {
                sessions.add(record);
            }
        });
        line("run", directory.id());
        line("state", run.state().word());
        line("command", "trenza " + String.join(" ", run.description().arguments()));
        line("in", run.description().folder().toString());
        line(
                "done",
                String.format(
                        Locale.ROOT,
                        "%,d, failed %,d",
                        run.done().orElse(0L),
                        run.failed().orElse(0L)));
        counts.forEach((what, count) -> line("", String.format(Locale.ROOT, "%,9d %s", count, what)));
        sessions.forEach(record -> line("session", session(record)));
        line("results", results(run));
        line("size", Size.describe(RunHistory.size(directory)));
        run.description().definition().forEach(text -> line("what", text));
    }

    private void line(String name, String text) {
        trenza.out().printf("%-8s %s%n", name, Printable.oneLine(text, WIDTH));
    }

    private static String session(JournalRecord record) {
        String at = TIME.format(record.at().atZone(ZoneId.systemDefault()));
        if (record instanceof JournalRecord.End end) {
            return at + " ended with " + end.status() + (end.isComplete() ? "" : ", before all items had");
        }
        return record instanceof JournalRecord.Start start ? at + " began, process " + start.pid() : at;
    }

    private static String results(PastRun run) {
        RunDirectory directory = run.directory();
        Path published = run.description().output().orElse(directory.results());
        boolean isPublished = run.state() == PastRun.State.DONE || run.state() == PastRun.State.FAILED;
        return isPublished ? published.toString() : directory.rawResults() + " (not all yet)";
    }

    private void prune(RunHistory history, List<String> named) throws IOException {
        List<RunDirectory> away = new ArrayList<>();
        if (named.isEmpty()) {
            chosen(history, List.of()).stream()
                    .filter(run -> unfinished || !isUnfinished(run))
                    .map(PastRun::directory)
                    .forEach(away::add);
        } else {
            named.forEach(text -> away.add(find(history, text)));
        }
        long size = 0;
        int removed = 0;
        for (RunDirectory run : away) {
            long bytes = RunHistory.size(run);
            if (RunHistory.remove(run)) {
                size += bytes;
                removed++;
            } else {
                trenza.screen().line("trenza: " + run.id() + " is running and stays");
            }
        }
        trenza.screen()
                .line("trenza: removed " + removed + (removed == 1 ? " run, " : " runs, ") + Size.describe(size));
    }

    /** Reads {@code 7d} and whatever is a time elsewhere. */
    static final class ToAge implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Optional<Duration> days = text.matches("\\d{1,6}d")
                    ? Optional.of(Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1))))
                    : Optional.ofNullable(Parameter.Type.parseDuration(text));
            return days.orElseThrow(() ->
                    new CommandLine.TypeConversionException("'" + text + "' is not a time such as 90m, 12h or 7d"));
        }
    }
}
