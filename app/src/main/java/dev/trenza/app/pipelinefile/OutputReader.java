package dev.trenza.app.pipelinefile;

import dev.trenza.app.catalog.TaskDescription;
import dev.trenza.app.catalog.TaskDirectory;
import dev.trenza.app.catalog.TaskKind;
import dev.trenza.app.output.StreamOutput;
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

    OutputReader(TaskDirectory tasks, Path home, Reading reading) {
        this.tasks = tasks;
        this.home = home;
        this.reading = reading;
    }

    /**
     * What an output says.
     *
     * @param lines the file of the result lines; empty for stdout
     * @param table what takes the values in the place of result lines
     * @param writing a last stage for those whose values become files
     */
    record Output(Optional<Path> lines, Optional<TableOutput> table, Optional<PipelineFile.Stage> writing) {

        /** Result lines on stdout. */
        static final Output NONE = new Output(Optional.empty(), Optional.empty(), Optional.empty());

        /** A place for the results; none if values become files, for then the results go where those of others go. */
        Optional<StreamOutput> place() {
            return lines.isPresent() || table.isPresent()
                    ? Optional.of(new StreamOutput(lines, table))
                    : Optional.empty();
        }

        /** A stream whose values become files ends with the stage that writes them. */
        PipelineFile.Stream extend(PipelineFile.Stream stream) {
            if (writing.isEmpty()) {
                return stream;
            }
            List<PipelineFile.Stage> stages = new ArrayList<>(stream.stages());
            stages.add(writing.get());
            return stream.with(stages);
        }
    }

    /** Reads {@code output} of the file; nothing if it is not there, or not right. */
    Output read(Section pipeline) {
        return read(pipeline, "'output'").orElse(Output.NONE);
    }

    /** Reads {@code output} of a stream, which has to say where it goes; empty if it is not there. */
    Optional<Output> read(Section stream, String title) {
        return stream.node("output")
                .flatMap(node -> Section.open(
                        node, title, "a mapping such as { format: ndjson }", FileKeys.OUTPUT.words(), reading))
                .flatMap(section -> {
                    if (!title.equals("'output'")) {
                        section.required("to", "stdout is for the streams that have no output of their own");
                    }
                    return output(section);
                });
    }

    private Optional<Output> output(Section section) {
        String format = section.text("format").orElse(FORMATS.get(0));
        if (!FORMATS.contains(format)) {
            section.valueProblem(
                    "format",
                    "'format' must be one of " + String.join(", ", FORMATS) + ", was '" + format + "'"
                            + NearestName.of(format, FORMATS)
                                    .map(name -> "; did you mean '" + name + "'?")
                                    .orElse(""));
            return Optional.empty();
        }
        OF_USE.forEach((key, formats) -> {
            if (section.has(key) && !formats.contains(format)) {
                section.problem(
                        key,
                        "'" + key + "' is of use with " + String.join(" and ", formats) + " only, and 'format' is "
                                + format);
            }
        });
        return switch (format) {
            case "files" -> files(section);
            case "ndjson" -> Optional.of(new Output(file(section, true), Optional.empty(), Optional.empty()));
            default -> Optional.of(new Output(Optional.empty(), Optional.of(table(format, section)), Optional.empty()));
        };
    }

    /** Where it goes; empty for stdout. */
    private Optional<Path> file(Section section, boolean isLines) {
        Optional<Path> file = section.text("to").filter(to -> !to.equals("-")).map(new RelativePaths(home)::ofLimit);
        file.filter(path -> !path.toString().contains("{stream}"))
                .ifPresent(path ->
                        reading.files().output(path, section.node("to").orElseThrow(), "results go there", isLines));
        return file;
    }

    private TableOutput table(String format, Section section) {
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
        return new TableOutput(
                isDatabase ? TableOutput.Kind.SQLITE : TableOutput.Kind.CSV,
                file(section, false),
                columns,
                delimiter(section),
                section.text("table").orElse("{stream}"),
                mode.equals("append"));
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
    private Optional<Output> files(Section section) {
        section.required("to", "a folder, or a template such as out/{stem}.txt");
        Optional<TaskDescription> write = tasks.find(TaskKind.IO, "write");
        Optional<String> to = section.text("to").map(text -> text.endsWith("/") ? text + "{relative}" : text);
        if (to.isEmpty() || write.isEmpty()) {
            return Optional.empty();
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
        PipelineFile.Stage writing = new PipelineFile.Stage(
                TaskKind.IO,
                "write",
                parameters,
                Limits.NONE,
                Optional.empty(),
                ErrorPolicy.FAIL,
                Optional.empty(),
                false);
        return Optional.of(new Output(Optional.empty(), Optional.empty(), Optional.of(writing)));
    }
}
