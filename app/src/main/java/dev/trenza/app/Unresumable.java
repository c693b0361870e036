package dev.trenza.app;

import dev.trenza.app.pipelinefile.PipelineFile;
import java.util.List;
import java.util.Optional;

/**
 * Pipelines that a journal cannot go on with: it knows items of sources by what came of them, and here that is no more to
 * be told. They run without one.
 */
final class Unresumable {

    private Unresumable() {}

    /**
     * What is to be kept of a run of this pipeline.
     *
     * @throws RefusedException if it is to be resumed and cannot be
     */
    static Recording check(PipelineFile file, Recording recording) {
        Optional<String> why = why(file);
        if (why.isEmpty()) {
            return recording;
        }
        if (recording.settings().resume() || recording.directory().isPresent()) {
            throw RefusedException.usage("a run of this pipeline keeps no journal to go on with: " + why.get()
                    + "; run it without --resume and --run-dir");
        }
        if (file.table().isPresent() && recording.joblog().isPresent()) {
            throw RefusedException.usage("--joblog is for result lines, and the output of this pipeline is a table");
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
        if (file.table().isPresent()) {
            return Optional.of("its output is a table");
        }
        return file.streams().stream()
                .flatMap(stream -> stream.stages().stream()
                        .filter(stage -> stage.reshaping().isPresent())
                        .map(stage ->
                                "stream '" + stream.name() + "' makes items of others with '" + stage.task() + "'"))
                .findFirst();
    }
}
