package dev.trenza.app.run;

import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.core.TaskPool;

/** Where the stages of a run find their pools. */
@FunctionalInterface
interface StagePools {

    /**
     * The pool that a stage runs in.
     *
     * @param stream its stream's name
     * @param stage its name within the stream
     * @param wanted what the file says about it
     */
    TaskPool poolFor(String stream, String stage, PipelineFile.Stage wanted);
}
