package dev.trenza.app;

import dev.trenza.app.output.TableOutput;
import dev.trenza.app.pipelinefile.PipelineFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Outputs that cannot be made of the results of several sessions. What has such a one runs without a journal. */
final class Unresumable {

    private Unresumable() {}

    /**
     * What is to be kept of a run of this pipeline.
     *
     * @throws RefusedException if it is to be resumed and cannot be
     */
    static Recording check(PipelineFile file, Optional<TableOutput> table, Recording recording) {
        Optional<String> why = why(file).or(() -> why(table));
        if (why.isEmpty()) {
            return recording;
        }
        if (recording.settings().isRequired()) {
            throw RefusedException.usage("a run of this pipeline keeps no journal to go on with: " + why.get()
                    + "; run it without --journal, --resume and --run-dir");
        }
        if (recording.joblog().isPresent()) {
            throw RefusedException.usage("--joblog is for result lines in one place: " + why.get());
        }
        return new Recording(
                recording.trenza(),
                recording.verb(),
                recording.subject(),
                recording.settings(),
                false,
                Optional.empty(),
                recording.joblog(),
                List.of(),
                recording.command());
    }

    private static Optional<String> why(PipelineFile file) {
        for (PipelineFile.Stream stream : file.streams()) {
            if (stream.output().isPresent()) {
                return Optional.of("stream '" + stream.name() + "' has an output of its own");
            }
            for (PipelineFile.Stage stage : stream.stages()) {
                if (stage.emits()) {
                    return Optional.of("'" + stage.task() + "' of stream '" + stream.name()
                            + "' makes items as it goes, and how many is only known at their end");
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> why(Optional<TableOutput> table) {
        if (table.isEmpty()) {
            return Optional.empty();
        }
        if (table.get().appends()) {
            return Optional.of("its output adds rows to a table, and those of a run that was killed might come twice");
        }
        Optional<Path> to = table.get().to();
        return to.isEmpty() || (Files.exists(to.get()) && !Files.isRegularFile(to.get()))
                ? Optional.of("its output is a table that is shown as it grows")
                : Optional.empty();
    }
}
