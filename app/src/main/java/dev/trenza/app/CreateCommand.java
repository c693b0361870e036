package dev.trenza.app;

import dev.trenza.task.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a pipeline file to begin with. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        addMethodSubcommands = false,
        description = {
            "Writes a pipeline file to begin with, and what it needs to run.",
            "",
            "Nothing is ever overwritten: if one of the files is there, nothing is written."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  trenza create --list",
            "  trenza create records && trenza run records.yaml",
            "  trenza create urls --directory crawl"
        })
final class CreateCommand implements Callable<Integer> {

    private static final Map<String, Starter> STARTERS = starters();

    private final Trenza trenza;

    @Option(names = "--list", description = "Tell what there is to begin with.")
    private boolean list;

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description = "Write there, not here; it is made if it does not exist.")
    private Path directory = Path.of("");

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "What to begin with; minimal if none is named.")
    private @Nullable String name;

    private record Starter(String description, List<String> files) {}

    CreateCommand(Trenza trenza) {
        this.trenza = trenza;
    }

    /** What there is to begin with. */
    static List<String> names() {
        return List.copyOf(STARTERS.keySet());
    }

    private static Map<String, Starter> starters() {
        Map<String, Starter> starters = new LinkedHashMap<>();
        starters.put("minimal", new Starter("I/O beside computing, and a test", List.of("minimal.yaml")));
        starters.put("documents", new Starter("files, counted; the ten longest as CSV", List.of("documents.yaml")));
        starters.put("urls", new Starter("pages, fetched at a rate, into files", List.of("urls.yaml", "urls.txt")));
        starters.put(
                "records",
                new Starter("rows of a CSV file, summed up, and a test", List.of("records.yaml", "records.csv")));
        return starters;
    }

    @Override
    public Integer call() {
        if (list) {
            STARTERS.forEach((starter, what) -> trenza.out().printf("%-10s %s%n", starter, what.description));
            return 0;
        }
        String wanted = name == null ? "minimal" : name;
        Starter starter = STARTERS.get(wanted);
        if (starter == null) {
            throw RefusedException.usage("there is nothing named '" + wanted + "' to begin with"
                    + NearestName.suggestion(wanted, STARTERS.keySet()));
        }
        List<Path> files = starter.files.stream().map(directory::resolve).toList();
        files.stream().filter(Files::exists).findFirst().ifPresent(CreateCommand::refuse);
        files.forEach(this::write);
        trenza.screen().line("trenza: next: trenza run " + files.get(0));
        return 0;
    }

    private static void refuse(Path file) {
        throw RefusedException.usage(
                "'" + file + "' is there already and is not overwritten; name another --directory");
    }

    private void write(Path file) {
        String resource = "starters/" + file.getFileName();
        try (InputStream in = Objects.requireNonNull(CreateCommand.class.getResourceAsStream(resource), resource)) {
            Files.createDirectories(directory.toAbsolutePath());
            Files.copy(in, file);
            trenza.out().println(file);
        } catch (FileAlreadyExistsException e) {
            refuse(file);
        } catch (IOException e) {
            throw RefusedException.output("'" + file + "' cannot be written: " + e);
        }
    }
}
