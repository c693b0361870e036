package dev.trenza.app.run;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.pipelinefile.PipelineFile;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Makes a {@link Plan} of a pipeline file. */
@SuppressWarnings("NullAway") // to be narrowed: judged on JDK 25 only
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
                size(source),
                stream.ordered(),
                stream.stages());
    }

    /** Only what is plain to see: a glob or a file would have to be read twice. */
    private static OptionalLong size(PipelineFile.Source source) {
        Object values = source.parameters().get("values");
        if (source.name().equals("items") && values instanceof List<?> list) {
            return OptionalLong.of(list.size());
        }
        boolean isPlainRange =
                source.name().equals("range") && source.parameters().keySet().equals(Set.of("to"));
        return isPlainRange
                ? OptionalLong.of(
                        Math.max(0, Long.parseLong(source.parameters().get("to").toString())))
                : OptionalLong.empty();
    }
}
