package dev.trenza.app.pipelinefile;

import dev.trenza.app.catalog.SourceDescription;
import dev.trenza.app.catalog.TaskDirectory;
import dev.trenza.task.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one stream: its source, then its stages. */
final class StreamReader {

    private static final List<String> READ_A_FILE = List.of("lines", "csv", "ndjson", "urls");

    private final TaskDirectory tasks;
    private final Reading reading;
    private final StageReader stages;
    private final ParametersReader parameters;
    private final RelativePaths paths;
    private final ErrorPolicyReader errors;
    private final OutputReader.Output others;
    private final OutputReader outputs;

    /**
     * Makes a reader.
     *
     * @param others where the results of streams go that do not say
     */
    StreamReader(
            TaskDirectory tasks,
            RelativePaths paths,
            OutputReader.Output others,
            OutputReader outputs,
            Reading reading) {
        this.tasks = tasks;
        this.others = others;
        this.outputs = outputs;
        this.paths = paths;
        this.reading = reading;
        this.errors = new ErrorPolicyReader(paths, reading);
        this.stages = new StageReader(tasks, paths, reading);
        this.parameters = new ParametersReader(reading);
    }

    Optional<PipelineFile.Stream> read(String name, Node node) {
        String title = "stream '" + name + "'";
        return Section.open(node, title, "a mapping with 'source' and 'stages'", FileKeys.STREAM.words(), reading)
                .flatMap(section -> read(name, title, section));
    }

    private Optional<PipelineFile.Stream> read(String name, String title, Section section) {
        Optional<PipelineFile.Source> source = section.required("source", "one of " + String.join(", ", sourceNames()))
                .flatMap(node -> source(title, node));
        source.ifPresent(found -> noteFile(found, title, section));
        PipelineFile.ErrorPolicy onError = errors.read(section, PipelineFile.ErrorPolicy.FAIL);
        section.required("stages", "a list of stages, each with 'io' or 'cpu'");
        List<PipelineFile.Stage> steps = section.list("stages", "a list of stages", false).stream()
                .flatMap(node -> stages.read(title, node, onError).stream())
                .toList();
        boolean ordered = section.flag("ordered").orElse(false);
        Optional<OutputReader.Output> own = outputs.read(section, "'output' of " + title);
        return source.map(found -> own.orElse(others)
                .extend(new PipelineFile.Stream(
                        name, found, ordered, steps, onError, own.flatMap(OutputReader.Output::place))));
    }

    private List<String> sourceNames() {
        return tasks.sources().stream().map(SourceDescription::name).toList();
    }

    private Optional<PipelineFile.Source> source(String stream, Node node) {
        String title = "the source of " + stream;
        List<String> known = sourceNames();
        return Section.open(node, title, "a mapping such as { files: \"docs/**\" }", known, reading)
                .flatMap(section -> source(title, section, known));
    }

    private Optional<PipelineFile.Source> source(String title, Section section, List<String> known) {
        List<String> kinds = section.keys().stream().filter(known::contains).toList();
        if (kinds.size() == 1) {
            return tasks.sources().stream()
                    .filter(source -> source.name().equals(kinds.get(0)))
                    .findFirst()
                    .map(source -> source(source, section));
        }
        if (kinds.size() > 1 || section.keys().isEmpty()) {
            String found = kinds.isEmpty() ? "nothing" : String.join(" and ", kinds);
            section.problem("", title + " must be exactly one of " + String.join(", ", known) + ", was " + found);
        } // Otherwise the unknown key was told already.
        return Optional.empty();
    }

    /** A mapping gives the source's parameters by name; anything else is the value of its main parameter. */
    private PipelineFile.Source source(SourceDescription source, Section section) {
        Node node = section.node(source.name()).orElseThrow();
        Section given = node instanceof MappingNode
                ? Section.open(node, "'" + source.name() + "'", "a mapping", reading)
                        .orElseThrow()
                : section.nothing();
        Map<String, Object> written = node instanceof MappingNode
                ? parameters.read(given, source.parameters())
                : parameters
                        .value(source.name(), node, isList(source))
                        .map(value -> Map.of(source.mainParameter(), value))
                        .orElse(Map.of());
        Map<String, Object> values = paths.ofSource(source.name(), written);
        if (node instanceof MappingNode || !values.isEmpty()) {
            parameters.check(
                    () -> tasks.check(source, values), source.parameters(), given, section.place(source.name()));
            refuseMissingFile(source, values, section);
        }
        return new PipelineFile.Source(source.name(), values);
    }

    private void noteFile(PipelineFile.Source source, String title, Section stream) {
        if (READ_A_FILE.contains(source.name())) {
            String path = String.valueOf(source.parameters().getOrDefault("path", "-"));
            reading.files().source(Path.of(path), stream.node("source").orElseThrow(), title + " reads it");
        }
    }

    /** A run would find out as well, but after the other streams have begun. */
    private static void refuseMissingFile(SourceDescription source, Map<String, Object> values, Section section) {
        if (!READ_A_FILE.contains(source.name()) || !(values.get("path") instanceof String path) || path.equals("-")) {
            return;
        }
        Path file = Path.of(path);
        if (!Files.exists(file)) {
            section.valueProblem(source.name(), "there is no file '" + path + "'");
        } else if (Files.isDirectory(file)) {
            section.valueProblem(source.name(), "'" + path + "' is a directory; 'files' takes the files in it");
        } else if (!Files.isReadable(file)) {
            section.valueProblem(source.name(), "'" + path + "' may not be read");
        }
    }

    private static boolean isList(SourceDescription source) {
        return source.parameters().stream()
                .anyMatch(parameter ->
                        parameter.name().equals(source.mainParameter()) && parameter.type() == Parameter.Type.LIST);
    }
}
