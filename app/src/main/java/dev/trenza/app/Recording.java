package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.journal.Joblog;
import dev.trenza.app.journal.RecordedResults;
import dev.trenza.app.journal.RunChangedException;
import dev.trenza.app.journal.RunDescription;
import dev.trenza.app.journal.RunDirectory;
import dev.trenza.app.journal.RunExistsException;
import dev.trenza.app.journal.RunHistory;
import dev.trenza.app.journal.RunInUseException;
import dev.trenza.app.journal.RunJournal;
import dev.trenza.app.output.LineTemplate;
import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.app.output.ResultReader;
import dev.trenza.app.output.TableOutput;
import dev.trenza.app.run.ExitStatus;
import dev.trenza.app.run.Plan;
import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StageRun;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;

/**
 * What is to be kept of a run: a journal, a joblog, or nothing. Immutable.
 *
 * @param trenza for the command line and the screen
 * @param verb of the command
 * @param subject what {@code --resume} finds the run by
 * @param settings of the journal
 * @param isKept whether there is a journal
 * @param directory that was named for it
 * @param joblog that was named
 * @param sources a line for each source that makes the run what it is
 * @param command what an item would have been on a command line
 */
record Recording(
        Trenza trenza,
        String verb,
        String subject,
        RunJournal.Settings settings,
        boolean isKept,
        Optional<RunDirectory> directory,
        Optional<Path> joblog,
        List<String> sources,
        Function<StreamOutcome, String> command) {

    /** The same of other sources. */
    Recording withSources(List<String> newSources) {
        return new Recording(trenza, verb, subject, settings, isKept, directory, joblog, newSources, command);
    }

    /** The same with other command lines in the joblog. */
    Recording withCommands(Function<StreamOutcome, String> newCommand) {
        return new Recording(trenza, verb, subject, settings, isKept, directory, joblog, sources, newCommand);
    }

    /**
     * Opens what is kept.
     *
     * @param output where the results are to be; empty for stdout
     * @param format of a result; empty for JSON
     * @param table that is to be made of the results
     * @throws IOException if something that was asked for cannot be written
     * @throws RefusedException if the run cannot go on
     */
    Session open(
            Plan plan,
            InstalledTasks tasks,
            Optional<Path> output,
            Optional<LineTemplate> format,
            Optional<TableOutput> table)
            throws IOException {
        // A table is made of the results that lie in the run's folder.
        Optional<Path> target = output.filter(file -> table.isEmpty())
                .filter(Recording::isReplaceable)
                .map(Path::toAbsolutePath);
        Optional<RunJournal> journal = Optional.empty();
        if (isKept) {
            journal = journal(describe(plan, tasks, target, format), table.isPresent());
        }
        if (journal.isPresent() && target.isPresent()) {
            prepare(target.get());
        }
        boolean append = settings.resume();
        Optional<Joblog> log = Optional.empty();
        if (joblog.isPresent()) {
            log = Optional.of(new Joblog(joblog.get(), append, command));
        }
        boolean isOrdered = plan.streams().stream().anyMatch(Plan.StreamPlan::ordered);
        Optional<TableOutput> kept = journal.isPresent() ? table : Optional.empty();
        return new Session(plan, journal, log, target.isPresent(), isOrdered, kept);
    }

    /** A device or a pipe is written as it goes: it must never be replaced by a file. */
    private static boolean isReplaceable(Path output) {
        return !Files.exists(output) || Files.isRegularFile(output);
    }

    /** What would only be noticed at the end. */
    private static void prepare(Path target) throws IOException {
        Path folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                throw new AccessDeniedException(folder.toString());
            }
        }
    }

    private RunDescription describe(
            Plan plan, InstalledTasks tasks, Optional<Path> output, Optional<LineTemplate> format) {
        List<String> definition = new ArrayList<>(sources);
        definition.addAll(RunDefinition.stages(plan, tasks));
        format.ifPresent(template -> definition.add("format " + template));
        return new RunDescription(
                plan.name(),
                verb,
                subject,
                trenza.arguments(),
                Path.of("").toAbsolutePath(),
                output,
                Instant.now(),
                definition);
    }

    private Optional<RunJournal> journal(RunDescription description, boolean isForTable) throws IOException {
        try {
            RunDirectory place = place(description);
            RunJournal journal =
                    RunJournal.open(place, description, inUse(description, isForTable), trenza.screen()::foreignLine);
            if (settings.resume() && !journal.isResumed()) {
                trenza.screen()
                        .line("trenza: there is no such run to go on with; this is the first one, " + place.id());
            }
            journal.tellBeginning();
            return Optional.of(journal);
        } catch (RunInUseException e) {
            throw RefusedException.inUse(String.valueOf(e.getMessage()));
        } catch (RunChangedException e) {
            throw RefusedException.changed(String.valueOf(e.getMessage()));
        } catch (RunExistsException e) {
            throw RefusedException.usage(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            if (settings.isRequired()) {
                throw e;
            }
            trenza.screen()
                    .line("trenza: no journal is kept, so this run cannot be resumed: " + Launch.why(e)
                            + " (--run-dir names another place, --no-journal ends this line)");
            return Optional.empty();
        }
    }

    /** Where the results go through the run's folder to a file or into a table, they are nowhere without it. */
    private RunJournal.Settings inUse(RunDescription description, boolean isForTable) {
        return new RunJournal.Settings(
                settings.resume(),
                settings.retryFailed(),
                settings.explain(),
                settings.compareContent(),
                settings.isRequired() || description.output().isPresent() || isForTable);
    }

    private RunDirectory place(RunDescription description) throws IOException {
        if (directory.isPresent()) {
            return directory.get();
        }
        RunHistory history = RunHistory.here();
        Optional<RunDirectory> last = Optional.empty();
        if (settings.resume()) {
            // A pipeline file that has changed is told; another task or other parameters are just another run.
            last = history.latest(run -> verb.equals("run")
                    ? run.verb().equals(verb) && run.subject().equals(subject)
                    : run.isSameAs(description));
        }
        return last.orElseGet(() -> history.newRun(description.name(), description.started()));
    }

    /** What is open during a run. Closed at its end. */
    final class Session implements Closeable {

        private final Optional<RunJournal> journal;
        private final Optional<Joblog> log;
        private final boolean hasTarget;
        private final boolean isOrdered;
        private final Optional<TableOutput> table;
        private final Set<String> reshaped;
        private final List<String> streams;

        private Session(
                Plan plan,
                Optional<RunJournal> journal,
                Optional<Joblog> log,
                boolean hasTarget,
                boolean isOrdered,
                Optional<TableOutput> table) {
            this.table = table;
            this.streams = plan.streams().stream().map(Plan.StreamPlan::name).toList();
            this.reshaped = plan.streams().stream()
                    .filter(stream -> stream.stages().stream()
                            .anyMatch(stage -> stage.reshaping().isPresent()))
                    .map(Plan.StreamPlan::name)
                    .collect(Collectors.toSet());
            this.journal = journal;
            this.log = log;
            this.hasTarget = hasTarget;
            this.isOrdered = isOrdered;
        }

        /** Whether nothing is kept. */
        boolean isPlain() {
            return journal.isEmpty() && log.isEmpty();
        }

        /** Whether the output appears at the end, and as a whole. */
        boolean isPublishing() {
            return journal.isPresent() && (hasTarget || table.isPresent());
        }

        /** A source whose items are known again. */
        Flux<?> watch(String stream, Flux<?> source) {
            if (journal.isEmpty()) {
                return source;
            }
            return reshaped.contains(stream)
                    ? journal.get().watchReshaped(stream, source)
                    : journal.get().watch(stream, source);
        }

        /** The stages of a stream that makes items of others, and which know them again. */
        List<Stage> remembering(String stream, List<Stage> stages) {
            return journal.isPresent() ? journal.get().remembering(stream, stages) : stages;
        }

        /** Whether a table is made of the results at the end. */
        boolean makesTable() {
            return table.isPresent();
        }

        /** Hears of what runs; made of what names the pool of a stage. */
        Optional<Function<Function<StageRun, String>, RunListener>> listener() {
            return journal.map(kept -> kept::listener);
        }

        /** Where the outcomes go. */
        OutcomeFormat results(OutputStream shown, Function<OutputStream, OutcomeFormat> format) {
            return new RecordedResults(journal, log, shown, format);
        }

        /**
         * Ends it, and says how to go on.
         *
         * @param status of this session
         * @return that of all of them
         */
        int end(int status) throws IOException {
            if (journal.isEmpty()) {
                return status;
            }
            RunJournal kept = journal.get();
            boolean isRegular = status == ExitStatus.SUCCESS || status == ExitStatus.SOME_FAILED;
            kept.tellEnd();
            boolean isPublished = false;
            if (status == ExitStatus.OUTPUT) {
                tryToEnd(kept, status);
            } else {
                isPublished = kept.end(status, isRegular, isOrdered);
                if (isPublished && table.isPresent()) {
                    fill(table.get(), kept);
                }
            }
            boolean isUnfinished = !isPublished && (!isRegular || kept.isResumable());
            if (isUnfinished && status != ExitStatus.READER_GONE) {
                trenza.screen()
                        .line("trenza: " + done(kept) + " are kept; go on with: trenza resume " + name(kept.run()));
            }
            return status == ExitStatus.SUCCESS && kept.failed() > 0 ? ExitStatus.SOME_FAILED : status;
        }

        /** Puts the results of all sessions into the table, which appears as a whole. */
        private void fill(TableOutput wanted, RunJournal kept) throws IOException {
            try (OutcomeFormat rows = wanted.open(OutputStream.nullOutputStream(), streams)) {
                ResultReader reader = new ResultReader();
                kept.forEachPublished(isOrdered, result -> rows.write(reader.read(result)));
                rows.publish();
            }
        }

        /** Where nothing can be written any more, that has been said. */
        private static void tryToEnd(RunJournal kept, int status) {
            try {
                kept.end(status, false, false);
            } catch (IOException e) {
                return;
            }
        }

        private static String done(RunJournal kept) {
            long results = kept.done() + kept.failed();
            String onTheirWay = kept.onTheirWay() == 0 ? "" : ", and " + kept.onTheirWay() + " on their way,";
            return results + (results == 1 ? " result" : " results") + onTheirWay;
        }

        private String name(RunDirectory run) {
            return directory.isPresent() ? run.path().toString() : run.id();
        }

        @Override
        public void close() throws IOException {
            if (journal.isPresent()) {
                journal.get().close();
            }
        }
    }
}
