package dev.trenza.app;

import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.pipelinefile.PipelineFile;
import dev.trenza.app.run.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What makes one run the continuation of another, in lines for people to compare. */
final class RunDefinition {

    private static final String ITEMS = "items";

    private RunDefinition() {}

    /** The sources of a pipeline file. Of items that stand in the file each is compared for itself. */
    static List<String> sources(PipelineFile file) {
        List<String> lines = new ArrayList<>();
        for (PipelineFile.Stream stream : file.streams()) {
            PipelineFile.Source source = stream.source();
            String parameters = source.name().equals(ITEMS) ? "" : " " + sorted(source.parameters());
            lines.add("stream " + stream.name() + ", source " + source.name() + parameters);
        }
        return lines;
    }

    /** What the streams do: tasks, parameters, and the code of those that are not Trenza's own. */
    static List<String> stages(Plan plan, InstalledTasks tasks) {
        List<String> lines = new ArrayList<>();
        for (Plan.StreamPlan stream : plan.streams()) {
            int number = 0;
            for (PipelineFile.Stage stage : stream.stages()) {
                number++;
                String code = stage.reshaping().isPresent()
                        ? ""
                        : tasks.code(stage.kind(), stage.task())
                                .map(hash -> ", code " + hash)
                                .orElse("");
                lines.add("stream " + stream.name() + ", stage " + number + ": " + stage.task() + " "
                        + sorted(telling(stage)) + code);
            }
        }
        return lines;
    }

    /** A program's outputs pass through a folder that is another one in each session. */
    private static Map<String, Object> telling(PipelineFile.Stage stage) {
        Map<String, Object> parameters = new HashMap<>(stage.parameters());
        if (stage.task().equals("exec")) {
            parameters.remove("results");
        }
        return parameters;
    }

    private static Map<String, Object> sorted(Map<String, Object> parameters) {
        return new TreeMap<>(parameters);
    }
}
