package dev.trenza.app.pipelinefile;

import dev.trenza.app.catalog.TaskDirectory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads a pipeline file and checks all of it: keys, types, tasks and their parameters. Thread-safe.
 *
 * <pre>{@code
 * name: documents
 * task-path: [build/my-tasks.jar]
 * streams:
 *   texts:
 *     source: { files: "docs/**" }
 *     ordered: true
 *     stages:
 *       - io: read
 * output: { format: ndjson, to: results.ndjson }
 * }</pre>
 */
public final class PipelineReader {

    private final Function<List<Path>, TaskDirectory> directories;
    private final Substitution substitution;

    /**
     * Makes a reader that takes placeholders from the environment and the system properties.
     *
     * @param directories the tasks that can be named, given the file's own task path
     */
    public PipelineReader(Function<List<Path>, TaskDirectory> directories) {
        this(directories, Substitution.ofEnvironment());
    }

    PipelineReader(Function<List<Path>, TaskDirectory> directories, Substitution substitution) {
        this.directories = directories;
        this.substitution = substitution;
    }

    /** {@link #read(Path, List)} without settings. */
    public PipelineFile read(Path file) throws InvalidPipelineException {
        return read(file, List.of());
    }

    /**
     * Reads a file.
     *
     * @param settings {@code PATH=VALUE} each, which are set in what the file says before it is checked
     * @throws InvalidPipelineException tells everything that is wrong with it, or that it cannot be read
     */
    public PipelineFile read(Path file, List<String> settings) throws InvalidPipelineException {
        Reading reading = new Reading(file.toString(), substitution, new CoreSchema().getScalarResolver());
        Optional<PipelineFile> pipeline = load(file, reading)
                .flatMap(text -> compose(file, text, reading))
                .map(root -> withSettings(root, settings, reading))
                .flatMap(root -> pipeline(file, root, reading));
        if (reading.hasProblems() || pipeline.isEmpty()) {
            throw new InvalidPipelineException(reading.problems());
        }
        return pipeline.get();
    }

    private static Optional<String> load(Path file, Reading reading) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            reading.add(0, 0, "there is no such file");
        } catch (AccessDeniedException e) {
            reading.add(0, 0, "the file may not be read");
        } catch (CharacterCodingException e) {
            reading.add(0, 0, "the file is not UTF-8 text");
        } catch (IOException e) {
            String why = Files.isDirectory(file) ? "is a directory" : "cannot be read: " + e.getMessage();
            reading.add(0, 0, "the file " + why);
        }
        return Optional.empty();
    }

    private static Node withSettings(Node root, List<String> settings, Reading reading) {
        for (String text : settings) {
            Setting.parse(text, reading).ifPresent(setting -> setting.applyTo(root, reading));
        }
        return root;
    }

    private static Optional<Node> compose(Path file, String text, Reading reading) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setSchema(new CoreSchema())
                .setAllowNonScalarKeys(true)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                reading.add(1, 1, "the file is empty; a pipeline has at least 'streams'");
            }
            return root;
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            reading.add(
                    mark.map(m -> m.getLine() + 1).orElse(1),
                    mark.map(m -> m.getColumn() + 1).orElse(1),
                    say(e));
        } catch (ReaderException e) {
            int line = 1
                    + (int) text.codePoints()
                            .limit(e.getPosition())
                            .filter(c -> c == '\n')
                            .count();
            reading.add(line, 1, "a character that YAML does not allow: U+" + String.format("%04X", e.getCodePoint()));
        } catch (YamlEngineException e) {
            reading.add(1, 1, "not YAML: " + String.valueOf(e.getMessage()).replace('\n', ' '));
        }
        return Optional.empty();
    }

    private static String say(MarkedYamlEngineException e) {
        String context = e.getContext() == null ? "" : e.getContext() + ": ";
        return "not YAML: " + context + e.getProblem();
    }

    private Optional<PipelineFile> pipeline(Path file, Node root, Reading reading) {
        return Section.open(root, "a pipeline", "a mapping with 'streams'", FileKeys.PIPELINE.words(), reading)
                .map(section -> pipeline(file, section, reading));
    }

    private PipelineFile pipeline(Path file, Section section, Reading reading) {
        Path parent = file.getParent();
        Path home = parent == null ? Path.of("") : parent;
        List<Path> taskPath = taskPath(section, home);
        TaskDirectory tasks = directories.apply(taskPath);
        OutputReader outputs = new OutputReader(tasks, home, reading);
        OutputReader.Output output = outputs.read(section);
        StreamReader streams = new StreamReader(tasks, new RelativePaths(home), output, outputs, reading);
        List<PipelineFile.Stream> all = streams(section, streams, reading);
        reading.files().check();
        return new PipelineFile(
                section.text("name").orElseGet(() -> stem(file)),
                all,
                taskPath,
                output.lines(),
                output.table(),
                new ExampleReader(streamNames(section), reading).read(section));
    }

    /** Also those that could not be read: a test that names one is not wrong for that. */
    private static List<String> streamNames(Section section) {
        return section.node("streams")
                .filter(MappingNode.class::isInstance)
                .map(node -> ((MappingNode) node)
                        .getValue().stream()
                                .map(NodeTuple::getKeyNode)
                                .filter(ScalarNode.class::isInstance)
                                .map(key -> ((ScalarNode) key).getValue())
                                .toList())
                .orElse(List.of());
    }

    private static List<Path> taskPath(Section section, Path home) {
        List<Path> paths = new ArrayList<>();
        for (String text : section.texts("task-path", "a jar, a folder of jars, or a list of them")) {
            Path path = home.resolve(text);
            paths.add(path);
            if (!Files.exists(path)) {
                section.problem("task-path", "'" + text + "' does not exist: " + path);
            }
        }
        return paths.stream().filter(Files::exists).toList();
    }

    private static List<PipelineFile.Stream> streams(Section section, StreamReader reader, Reading reading) {
        Optional<Section> streams = section.required("streams", "one or more streams by name")
                .flatMap(node -> Section.open(node, "'streams'", "a mapping from names to streams", reading));
        if (streams.isEmpty()) {
            return List.of();
        }
        List<String> names = streams.get().keys();
        if (names.isEmpty()) {
            section.problem("streams", "there are no streams; a pipeline has at least one");
        }
        return names.stream()
                .flatMap(name -> reader.read(name, streams.get().node(name).orElseThrow()).stream())
                .toList();
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
