package dev.trenza.app.pipelinefile;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.trenza.app.catalog.InstalledTasks;
import dev.trenza.app.catalog.TaskPath;
import dev.trenza.app.reshape.Reshaping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.ObjectMapper;

/** The published schema and documentation say what the reader knows. */
class PublishedSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SCHEMA = Path.of("src/main/resources/dev/trenza/app/pipelinefile/pipeline.schema.json");
    private static final Path DOCUMENTATION = Path.of("../docs/pipeline-files.md");

    private final InstalledTasks tasks = new InstalledTasks(new TaskPath(List.of()));

    private static Schema published() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaText.read());
    }

    private static List<?> problems(String yaml) {
        Object file = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return published().validate(JSON.valueToTree(file));
    }

    @Test
    void theSchemaIsMadeOfWhatTheReaderKnows() throws IOException {
        String made =
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(new SchemaWriter(tasks.sources()).schema())
                        + "\n";
        Path candidate =
                Files.writeString(Files.createDirectories(Path.of("target")).resolve("pipeline.schema.json"), made);

        assertThat(SchemaText.read())
                .as("%s is out of date; copy %s there", SCHEMA, candidate.toAbsolutePath())
                .isEqualTo(made);
    }

    static Stream<Path> pipelineFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("../examples", "src/main/resources/dev/trenza/app/starters")) {
            try (Stream<Path> found = Files.list(Path.of(folder))) {
                found.filter(file -> file.toString().endsWith(".yaml")).forEach(files::add);
            }
        }
        return files.stream();
    }

    @ParameterizedTest
    @MethodSource("pipelineFiles")
    void everyExampleIsValid(Path file) throws IOException {
        assertThat(problems(Files.readString(file))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "streams: {}",
                "streams: { s: { source: { range: 5 } } }",
                "streams: { s: { source: { rnage: 5 }, stages: [] } }",
                "streams: { s: { source: { range: 5, items: [1] }, stages: [] } }",
                "streams: { s: { source: { range: 5 }, stages: [ { io: read, cpu: square } ] } }",
                "streams: { s: { source: { range: 5 }, stages: [ { timeout: 5s } ] } }",
                "streams: { s: { source: { range: 5 }, stages: [ { cpu: square, timeout: soon } ] } }",
                "streams: { s: { source: { range: 5 }, stages: [ { cpu: square, workers: 0 } ] } }",
                "streams: { s: { source: { range: 5 }, stages: [ { cpu: square, rate: 10 } ] } }",
                "streams: { s: { source: { range: 5 }, stages: [ conut ] } }",
                "streams: { s: { source: { range: 5 }, stages: [ { top: { by: x } } ] } }",
                "streams: { s: { source: { range: 5 }, on-error: skp, stages: [] } }",
                "{ streams: { s: { source: { range: 5 }, stages: [] } }, output: { format: xml } }"
            })
    void whatTheReaderRefusesIsInvalid(String yaml) {
        assertThat(problems(yaml)).isNotEmpty();
    }

    @Test
    void whatTheReaderTakesIsValid() {
        assertThat(problems("""
                streams:
                  s:
                    source: { range: "${COUNT:5}" }
                    on-error: { dead-letter: { to: bad.ndjson } }
                    stages:
                      - { cpu: square, workers: "${N}", timeout: 1.5s, heap: 256m, rate: 90/m }
                      - batch: 10
                      - each
                      - group: [a, b]
                      - top: { n: 3, by: count }
                      - count:
                output: { format: csv, columns: a, to: x.csv }
                tests:
                  - name: t
                    given: { s: [1] }
                    expect: { s: { values: [], statuses: [failed] } }
                """)).isEmpty();
    }

    @Test
    void theDocumentationListsEveryKeyWithItsFormAndDefault() throws IOException {
        String documentation = Files.readString(DOCUMENTATION);

        for (FileKeys section : FileKeys.values()) {
            for (FileKeys.Key key : section.keys()) {
                assertThat(documentation).contains(row(key));
            }
        }
        for (Reshaping reshaping : Reshaping.values()) {
            assertThat(documentation).contains("| `" + reshaping.word() + "` | " + reshaping.description() + " |");
        }
        tasks.sources()
                .forEach(source -> assertThat(documentation)
                        .contains("| `" + source.name() + "` | " + source.description() + " |"));
    }

    /** A row of a table of keys. */
    private static String row(FileKeys.Key key) {
        String form = key.choices().isEmpty() ? key.form().words() : String.join(", ", key.choices());
        String otherwise = key.isRequired() ? "required" : key.defaultValue() == null ? "" : key.defaultValue();
        return "| `" + key.name() + "` | " + form + " | " + otherwise + " | " + key.description() + " |";
    }
}
