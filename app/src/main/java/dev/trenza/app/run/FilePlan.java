package dev.trenza.app.run;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.pipelinefile.PipelineFile;
import java.util.List;
import java.util.OptionalLong;

/** Makes a {@link Plan} of a pipeline file. */
public final class FilePlan {

    private FilePlan() {}

    /** The plan of this file; opens its sources, which do nothing before the run. */
    public static Plan of(PipelineFile file, InstalledTasks tasks) {
        List<Plan.StreamPlan> streams =
                file.streams().stream().map(stream -> plan(stream, tasks)).toList();
        return new Plan(file.name(), streams);
    }

    private static Plan.StreamPlan plan(PipelineFile.Stream stream, InstalledTasks tasks) {
        PipelineFile.Source source = stream.source();
        return new Plan.StreamPlan(
                stream.name(),
                tasks.sourceCatalog().open(source.name(), source.parameters()),
                isReshaped(stream) ? OptionalLong.empty() : size(source),
                stream.ordered(),
                stream.stages(),
                stream.onError());
    }

    /** Then as many items end as nobody knows before. */
    private static boolean isReshaped(PipelineFile.Stream stream) {
        return stream.stages().stream().anyMatch(stage -> stage.reshaping().isPresent());
    }

    /** Only what is plain to see: a glob or a file would have to be read twice. */
    private static OptionalLong size(PipelineFile.Source source) {
        Object values = source.parameters().get("values");
        if (source.name().equals("items") && values instanceof List<?> list) {
            return OptionalLong.of(list.size());
        }
        Object to = source.parameters().get("to");
        boolean isPlainRange =
                source.name().equals("range") && source.parameters().size() == 1;
        return isPlainRange && to != null
                ? OptionalLong.of(Math.max(0, Long.parseLong(to.toString())))
                : OptionalLong.empty();
    }
}
