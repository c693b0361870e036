package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.output.LineTemplate;
import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.app.output.ReaderGoneException;
import dev.trenza.app.output.Results;
import dev.trenza.app.run.ExitStatus;
import dev.trenza.app.run.Plan;
import dev.trenza.app.run.Run;
import dev.trenza.app.run.RunSettings;
import dev.trenza.app.screen.Screen;
import dev.trenza.core.PoolUnusableException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Runs a plan and writes its results.
 *
 * @param screen for everything that is no result
 * @param tasks that the plan names
 * @param settings of the run
 * @param output a file for the results; empty for stdout
 * @param format of a result; empty for JSON
 */
record Launch(
        Screen screen,
        InstalledTasks tasks,
        RunSettings settings,
        Optional<Path> output,
        Optional<LineTemplate> format) {

    /**
     * Runs it.
     *
     * @return the exit status
     * @throws RefusedException if the results or the trace cannot be written
     */
    int run(Plan plan) {
        try (OutcomeFormat results = open()) {
            return new Run(plan, tasks, settings, screen).execute(results);
        } catch (ReaderGoneException e) {
            return ExitStatus.READER_GONE;
        } catch (PoolUnusableException e) {
            throw RefusedException.poolUnusable(e.getMessage());
        } catch (FileSystemException e) {
            String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw RefusedException.output("'" + e.getFile() + "' cannot be written: " + reason);
        } catch (IOException e) {
            throw RefusedException.output("the output cannot be written: " + e.getMessage());
        }
    }

    private OutcomeFormat open() throws IOException {
        return format.isPresent() ? Results.lines(format.get(), output) : Results.jsonLines(output);
    }
}
