package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.output.ByStream;
import dev.trenza.app.output.JsonLines;
import dev.trenza.app.output.LineTemplate;
import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.app.output.ReaderGoneException;
import dev.trenza.app.output.Results;
import dev.trenza.app.output.StandardOutput;
import dev.trenza.app.output.StreamOutput;
import dev.trenza.app.output.TableOutput;
import dev.trenza.app.output.TemplateLines;
import dev.trenza.app.run.ExitStatus;
import dev.trenza.app.run.Plan;
import dev.trenza.app.run.Run;
import dev.trenza.app.run.RunSettings;
import dev.trenza.app.run.WriteProblem;
import dev.trenza.app.screen.Screen;
import dev.trenza.core.PoolUnusableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Runs a plan and writes its results.
 *
 * @param screen for everything that is no result
 * @param tasks that the plan names
 * @param settings of the run
 * @param output a file for the results; empty for stdout
 * @param format of a result; empty for JSON
 * @param recording what is kept of the run
 * @param table that takes the values in the place of lines
 * @param own where the results of some streams go, by the names of these streams
 */
record Launch(
        Screen screen,
        InstalledTasks tasks,
        RunSettings settings,
        Optional<Path> output,
        Optional<LineTemplate> format,
        Recording recording,
        Optional<TableOutput> table,
        Map<String, StreamOutput> own) {

    /** Results as lines. */
    Launch(
            Screen screen,
            InstalledTasks tasks,
            RunSettings settings,
            Optional<Path> output,
            Optional<LineTemplate> format,
            Recording recording) {
        this(screen, tasks, settings, output, format, recording, Optional.empty(), Map.of());
    }

    /**
     * Runs it.
     *
     * @return the exit status
     * @throws RefusedException if the results or the trace cannot be written
     */
    int run(Plan plan) {
        return run(plan, (session, stdout) -> open(plan, session, stdout));
    }

    /**
     * Runs it, with something around the format of the results.
     *
     * @return the exit status
     */
    int run(Plan plan, UnaryOperator<OutcomeFormat> around) {
        return run(plan, (session, stdout) -> around.apply(open(plan, session, stdout)));
    }

    /** How results are written. */
    @FunctionalInterface
    interface Formatting {
        OutcomeFormat open(Recording.Session session, OutputStream stdout) throws IOException;
    }

    /**
     * Runs it, with results that are written in another way.
     *
     * @return the exit status
     */
    int run(Plan plan, Formatting formatting) {
        try (Recording.Session session = recording.open(plan, tasks, output, format, outputTable())) {
            OutcomeFormat results = formatting.open(session, stdout());
            Run run = new Run(plan.withSources(session::watch), tasks, settings, screen)
                    .remembering(session::remembering);
            session.listener().ifPresent(run::listener);
            int status = run.execute(results);
            if (status != ExitStatus.READER_GONE && status != ExitStatus.OUTPUT) {
                if (status == ExitStatus.SUCCESS || status == ExitStatus.SOME_FAILED) {
                    publish(results);
                }
                results.close(); // Otherwise it would only say again that nothing more can be written.
            }
            return session.end(status);
        } catch (ReaderGoneException e) {
            return ExitStatus.READER_GONE;
        } catch (PoolUnusableException e) {
            throw RefusedException.poolUnusable(e.getMessage());
        } catch (IOException e) {
            throw RefusedException.output(why(e));
        }
    }

    private static void publish(OutcomeFormat results) throws IOException {
        try {
            results.publish();
        } catch (IOException e) {
            closeQuietly(results);
            throw e;
        }
    }

    /** What lies about is cleared away; why it cannot be published is said by the caller. */
    private static void closeQuietly(OutcomeFormat results) {
        try {
            results.close();
        } catch (IOException e) {
            return;
        }
    }

    static String why(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return "'" + missing.getFile() + "' cannot be written: its folder does not exist";
        }
        if (e instanceof FileAlreadyExistsException there) {
            return "the output cannot be written: " + WriteProblem.of(there);
        }
        if (e instanceof AccessDeniedException denied) {
            return "'" + denied.getFile() + "' may not be written";
        }
        return e instanceof FileSystemException file && file.getReason() != null
                ? "'" + file.getFile() + "' cannot be written: " + file.getReason()
                : "the output cannot be written: " + e.getMessage();
    }

    private OutputStream stdout() {
        boolean isSameTerminal = screen.isTerminal() && Boolean.getBoolean("trenza.stdout.tty");
        return isSameTerminal ? screen.beside(new StandardOutput()) : new StandardOutput();
    }

    private Optional<TableOutput> outputTable() {
        return table.map(wanted -> output.map(wanted::withTo).orElse(wanted));
    }

    private OutcomeFormat open(Plan plan, Recording.Session session, OutputStream stdout) throws IOException {
        List<String> others = plan.streams().stream()
                .map(Plan.StreamPlan::name)
                .filter(stream -> !own.containsKey(stream))
                .toList();
        OutcomeFormat rest = open(others, session, stdout);
        return own.isEmpty()
                ? rest
                : new ByStream(
                        own.keySet(),
                        stream -> Objects.requireNonNull(own.get(stream)).open(stream),
                        rest);
    }

    private OutcomeFormat open(List<String> streams, Recording.Session session, OutputStream stdout)
            throws IOException {
        if (table.isPresent() && !session.makesTable()) {
            return outputTable().orElseThrow().open(stdout, streams);
        }
        if (session.isPlain()) {
            return format.isPresent() ? Results.lines(format.get(), output, stdout) : Results.jsonLines(output, stdout);
        }
        OutputStream shown = session.isPublishing() ? OutputStream.nullOutputStream() : Results.open(output, stdout);
        return session.results(
                shown,
                line -> format.<OutcomeFormat>map(template -> new TemplateLines(template, line))
                        .orElseGet(() -> new JsonLines(line)));
    }
}
