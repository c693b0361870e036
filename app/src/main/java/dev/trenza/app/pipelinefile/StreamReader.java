package dev.trenza.app.pipelinefile;

import dev.trenza.app.catalog.TaskDirectory;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one stream: its source, then its stages. */
final class StreamReader {

    private static final List<String> KEYS = List.of("source", "ordered", "stages");
    private static final List<String> SOURCES = List.of("files", "lines", "range", "items");
    private static final String STDIN = "-";

    private final Path home;
    private final Reading reading;
    private final StageReader stages;

    StreamReader(TaskDirectory tasks, Path home, Reading reading) {
        this.home = home;
        this.reading = reading;
        this.stages = new StageReader(tasks, reading);
    }

    Optional<PipelineFile.Stream> read(String name, Node node) {
        String title = "stream '" + name + "'";
        return Section.open(node, title, "a mapping with 'source' and 'stages'", KEYS, reading)
                .map(section -> read(name, title, section));
    }

    private PipelineFile.Stream read(String name, String title, Section section) {
        Optional<PipelineFile.Source> source = section.required("source", "one of " + String.join(", ", SOURCES))
                .flatMap(node -> source(title, node));
        section.required("stages", "a list of stages, each with 'io' or 'cpu'");
        List<PipelineFile.Stage> steps = section.list("stages", "a list of stages", false).stream()
                .flatMap(node -> stages.read(title, node).stream())
                .toList();
        return new PipelineFile.Stream(
                name,
                source.orElseGet(() -> new PipelineFile.Source.Items(List.of())),
                section.flag("ordered").orElse(false),
                steps);
    }

    private Optional<PipelineFile.Source> source(String stream, Node node) {
        String title = "the source of " + stream;
        return Section.open(node, title, "a mapping such as { files: \"docs/**\" }", SOURCES, reading)
                .flatMap(section -> source(title, section));
    }

    private Optional<PipelineFile.Source> source(String title, Section section) {
        List<String> kinds = section.keys().stream().filter(SOURCES::contains).toList();
        if (kinds.size() != 1) {
            if (kinds.size() > 1 || section.keys().isEmpty()) {
                String found = kinds.isEmpty() ? "nothing" : String.join(" and ", kinds);
                section.problem("", title + " must be exactly one of " + String.join(", ", SOURCES) + ", was " + found);
            }
            return Optional.empty();
        }
        return switch (kinds.get(0)) {
            case "files" -> Optional.of(files(section));
            case "lines" -> lines(section);
            case "range" -> range(section);
            default -> Optional.of(items(section));
        };
    }

    private static PipelineFile.Source files(Section section) {
        List<String> globs = section.texts("files", "a glob such as \"docs/**/*.html\", or a list of them");
        for (String glob : globs) {
            try {
                FileSystems.getDefault().getPathMatcher("glob:" + glob);
            } catch (PatternSyntaxException e) {
                section.problem("files", "'" + glob + "' is no glob: " + e.getDescription());
            }
        }
        return new PipelineFile.Source.Files(globs);
    }

    private Optional<PipelineFile.Source> lines(Section section) {
        Optional<String> path = section.text("lines");
        path.filter(text -> !text.equals(STDIN))
                .filter(text -> !Files.isReadable(home.resolve(text)) || Files.isDirectory(home.resolve(text)))
                .ifPresent(text -> section.problem("lines", whyUnreadable(text, home.resolve(text))));
        return path.map(
                text -> new PipelineFile.Source.Lines(text.equals(STDIN) ? Optional.empty() : Optional.of(text)));
    }

    private static String whyUnreadable(String text, Path file) {
        if (Files.isDirectory(file)) {
            return "'" + text + "' is a directory; 'files' takes its files";
        }
        String why = Files.exists(file) ? " may not be read: " : " does not exist: ";
        return "'" + text + "'" + why + file;
    }

    private static Optional<PipelineFile.Source> range(Section section) {
        return section.length("range").stream()
                .mapToObj(count -> (PipelineFile.Source) new PipelineFile.Source.Range(count))
                .findFirst();
    }

    private PipelineFile.Source items(Section section) {
        Values values = new Values(reading);
        List<Node> nodes = section.list("items", "a list of values", false);
        return new PipelineFile.Source.Items(
                nodes.stream().<@Nullable Object>map(values::of).toList());
    }
}
