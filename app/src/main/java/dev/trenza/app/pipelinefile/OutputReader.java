package dev.trenza.app.pipelinefile;

import dev.trenza.app.catalog.TaskDescription;
import dev.trenza.app.catalog.TaskDirectory;
import dev.trenza.app.catalog.TaskKind;
import dev.trenza.app.output.TableOutput;
import dev.trenza.app.pipelinefile.PipelineFile.ErrorPolicy;
import dev.trenza.app.pipelinefile.PipelineFile.Limits;
import dev.trenza.task.InvalidParametersException;
import dev.trenza.task.NearestName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads where the results go. Confined to the thread that reads. */
final class OutputReader {

    private static final List<String> FORMATS = List.of("ndjson", "csv", "files", "sqlite");
    /** Which formats a key is of use with, where that is not all. */
    private static final Map<String, List<String>> OF_USE = new TreeMap<>(Map.of(
            "columns", List.of("csv", "sqlite"),
            "delimiter", List.of("csv"),
            "table", List.of("sqlite"),
            "mode", List.of("sqlite"),
            "field", List.of("files")));

    private final TaskDirectory tasks;
    private final Path home;
    private final Reading reading;

    // Mutable state
    private Optional<Path> lines = Optional.empty();
    private Optional<TableOutput> table = Optional.empty();
    private Optional<PipelineFile.Stage> writing = Optional.empty();

    OutputReader(TaskDirectory tasks, Path home, Reading reading) {
        this.tasks = tasks;
        this.home = home;
        this.reading = reading;
    }

    /** Reads {@code output}, if it is there. */
    void read(Section pipeline) {
        pipeline.node("output")
                .flatMap(node -> Section.open(
                        node, "'output'", "a mapping such as { format: ndjson }", FileKeys.OUTPUT.words(), reading))
                .ifPresent(this::output);
    }

    /** The file of the result lines; empty for stdout. */
    Optional<Path> lines() {
        return lines;
    }

    /** What takes the values in the place of result lines. */
    Optional<TableOutput> table() {
        return table;
    }

    /** A stream whose values become files ends with the stage that writes them. */
    PipelineFile.Stream extend(PipelineFile.Stream stream) {
        if (writing.isEmpty()) {
            return stream;
        }
        List<PipelineFile.Stage> stages = new ArrayList<>(stream.stages());
        stages.add(writing.get());
        return new PipelineFile.Stream(stream.name(), stream.source(), stream.ordered(), stages, stream.onError());
    }

    private void output(Section section) {
        String format = section.text("format").orElse(FORMATS.get(0));
        if (!FORMATS.contains(format)) {
            section.valueProblem(
                    "format",
                    "'format' must be one of " + String.join(", ", FORMATS) + ", was '" + format + "'"
                            + NearestName.of(format, FORMATS)
                                    .map(name -> "; did you mean '" + name + "'?")
                                    .orElse(""));
            return;
        }
        OF_USE.forEach((key, formats) -> {
            if (section.has(key) && !formats.contains(format)) {
                section.problem(
                        key,
                        "'" + key + "' is of use with " + String.join(" and ", formats) + " only, and 'format' is "
                                + format);
            }
        });
        switch (format) {
            case "files" -> files(section);
            case "ndjson" -> lines = section.text("to").map(home::resolve);
            default -> table(format, section);
        }
    }

    private void table(String format, Section section) {
        boolean isDatabase = format.equals("sqlite");
        if (isDatabase) {
            section.required("to", "the file of the database");
        }
        List<String> columns = section.texts("columns", "a text or a list of texts");
        if (columns.stream().distinct().count() < columns.size()) {
            section.valueProblem("columns", "'columns' has a name twice");
        }
        String mode = section.text("mode").orElse("replace");
        if (!List.of("replace", "append").contains(mode)) {
            section.valueProblem("mode", "'mode' must be replace or append, was '" + mode + "'");
        }
        table = Optional.of(new TableOutput(
                isDatabase ? TableOutput.Kind.SQLITE : TableOutput.Kind.CSV,
                section.text("to").map(home::resolve),
                columns,
                delimiter(section),
                section.text("table").orElse("{stream}"),
                mode.equals("append")));
    }

    private static char delimiter(Section section) {
        String text = section.text("delimiter").orElse(",");
        if (text.equals("tab") || text.equals("\\t")) {
            return '\t';
        }
        if (text.length() != 1 || "\"\r\n".contains(text)) {
            section.valueProblem(
                    "delimiter",
                    "'delimiter' must be one character such as , or ; or the word tab, was '" + text + "'");
            return ',';
        }
        return text.charAt(0);
    }

    /** The same as a last stage {@code io: write}, for all streams; a folder keeps the names of the items. */
    private void files(Section section) {
        section.required("to", "a folder, or a template such as out/{stem}.txt");
        Optional<TaskDescription> write = tasks.find(TaskKind.IO, "write");
        Optional<String> to = section.text("to").map(text -> text.endsWith("/") ? text + "{relative}" : text);
        if (to.isEmpty() || write.isEmpty()) {
            return;
        }
        Map<String, Object> given = new TreeMap<>(Map.of("to", to.get()));
        section.text("field").ifPresent(field -> given.put("field", field));
        Map<String, Object> parameters = new RelativePaths(home).ofTask(TaskKind.IO, "write", given);
        try {
            tasks.check(write.get(), parameters);
        } catch (InvalidParametersException e) {
            e.problems().forEach(problem -> section.valueProblem(problem.parameter(), problem.message()));
        } catch (IllegalArgumentException e) {
            section.valueProblem("to", String.valueOf(e.getMessage()));
        }
        writing = Optional.of(new PipelineFile.Stage(
                TaskKind.IO, "write", parameters, Limits.NONE, Optional.empty(), ErrorPolicy.FAIL, Optional.empty()));
    }
}
