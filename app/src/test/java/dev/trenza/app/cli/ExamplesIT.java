package dev.trenza.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The pipelines in {@code examples/} as they are, in a folder of their own so that nothing is written among the sources. */
@Tag("cli")
@Timeout(180)
class ExamplesIT {

    private static final JsonFactory JSON = JsonFactory.builder().build();

    @TempDir
    private Path checkout;

    @BeforeEach
    void lookLikeACheckout() throws IOException {
        Path examples = Files.createDirectories(checkout.resolve("examples"));
        for (String name : List.of("document-tasks", "hostile-tasks")) {
            Files.createSymbolicLink(
                    examples.resolve(name), Trenza.ROOT.resolve("examples").resolve(name));
        }
        for (String name : List.of("documents.yaml", "hostile.yaml")) {
            Files.copy(Trenza.ROOT.resolve("examples").resolve(name), examples.resolve(name));
        }
    }

    /** JUnit would warn about links that lead out of the folder. */
    @AfterEach
    void removeTheLinks() throws IOException {
        Files.delete(checkout.resolve("examples/document-tasks"));
        Files.delete(checkout.resolve("examples/hostile-tasks"));
    }

    @Test
    void documentsAreAllReadCountedAndWritten() throws Exception {
        Files.writeString(checkout.resolve("README.md"), "# Four words of documentation\n");
        Files.writeString(Files.createDirectories(checkout.resolve("docs/adr")).resolve("0001.md"), "a decision\n");
        Path repository = repositoryOfThisProjectsPoms();

        Trenza.Result result = run("documents.yaml", Map.of("trenza.maven.repo", repository.toString()));

        assertThat(result.err()).as("summary").noneMatch(line -> line.contains("failed"));
        assertThat(result.status()).isZero();
        Map<String, Long> written = new HashMap<>();
        Map<String, Integer> results = new HashMap<>();
        for (String line : result.out()) {
            Map<String, Object> fields = fields(line);
            assertThat(fields).contains(entry("status", "success"));
            results.merge((String) fields.get("stream"), 1, Integer::sum);
            Path file = checkout.resolve((String) fields.get("value.path"));
            assertThat(written.put(file.toString(), (Long) fields.get("value.words")))
                    .isNull();
        }
        assertThat(results).contains(entry("docs", 2), entry("poms", 6), entry("office", 12));
        assertThat(results.getOrDefault("notices", 0)).isEqualTo(filesIn(notices()));
        assertThat(filesIn(checkout.resolve("examples/out"))).isEqualTo(written.size());
        assertThat(wordsByWc(written.keySet().stream().sorted().toList())).isEqualTo(written);
    }

    @Test
    void whatIsHostileCostsOnlyItself() throws Exception {
        Trenza.Result result = run("hostile.yaml", Map.of());

        Map<String, String> bad = Map.of(
                "commands/exit.txt", "quarantined",
                "commands/spin.txt", "timed-out",
                "documents/entity-bomb.xml", "failed",
                "documents/one-line.txt", "out-of-memory",
                "documents/zip-bomb.docx", "failed",
                "lines/endless.txt", "timed-out");
        Map<String, String> statuses = new HashMap<>();
        for (String line : result.out()) {
            Map<String, Object> fields = fields(line);
            Path item = Path.of((String) fields.get("item"));
            statuses.put(
                    item.subpath(item.getNameCount() - 2, item.getNameCount()).toString(),
                    (String) fields.get("status"));
        }
        assertThat(result.status()).isEqualTo(1);
        assertThat(statuses)
                .containsAllEntriesOf(bad)
                .hasSize(result.out().size())
                .hasSize(22);
        assertThat(statuses.values()).filteredOn("success"::equals).hasSize(22 - bad.size());
        assertThat(filesIn(checkout.resolve("examples/out/hostile"))).isEqualTo(12);
        assertThat(result.err())
                .anyMatch(line -> line.contains("exit.txt") && line.contains("ended with 7"))
                .anyMatch(line -> line.contains("spin.txt") && line.contains("longer than 2 s"))
                .anyMatch(line -> line.contains("endless.txt") && line.contains("longer than 2 s"))
                .anyMatch(line -> line.contains("entity-bomb.xml") && line.contains("entity expansion limit of 2,500"))
                .anyMatch(line -> line.contains("zip-bomb.docx") && line.contains("like a zip bomb"))
                .anyMatch(line -> line.contains("one-line.txt") && line.contains("heap"))
                .anyMatch(line -> line.contains("a line that must not land among the results"));
    }

    private Trenza.Result run(String pipeline, Map<String, String> environment) throws Exception {
        try (Trenza trenza = Trenza.start(checkout, environment, "run", "examples/" + pipeline)) {
            trenza.closeInput();
            return trenza.end();
        }
    }

    private Path repositoryOfThisProjectsPoms() throws IOException {
        Path repository = Files.createDirectories(checkout.resolve("repository"));
        for (String module : List.of("app", "core", "cpu-worker", "io-module", "examples/document-tasks")) {
            Path folder = Files.createDirectories(repository.resolve(module));
            Files.copy(Trenza.ROOT.resolve(module).resolve("pom.xml"), folder.resolve("same-name.pom"));
        }
        Files.writeString(repository.resolve("old.pom"), "<project><name>Laugst&oslash;l</name></project>");
        return repository;
    }

    private static Path notices() {
        return Path.of(System.getProperty("java.home"), "legal");
    }

    private static int filesIn(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return (int) files.filter(Files::isRegularFile).count();
        }
    }

    private static Map<String, Long> wordsByWc(List<String> files) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of("wc", "-w"), files.stream()).toList());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process wc = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(wc.getInputStream().readAllBytes(), UTF_8);
        assertThat(wc.waitFor()).isZero();
        return output.lines()
                .map(Scanner::new)
                .map(line -> Map.entry(line.nextLong(), line.nextLine().strip()))
                .filter(line -> !line.getValue().equals("total"))
                .collect(toMap(Map.Entry::getValue, Map.Entry::getKey));
    }

    /** The scalars of a JSON object and of the objects in it, by their path: {@code value.words}. */
    private static Map<String, Object> fields(String line) {
        Map<String, Object> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
            assertThat(parser.nextToken()).as(line).isEqualTo(JsonToken.START_OBJECT);
            read(parser, "", fields);
            assertThat(parser.nextToken()).as(line).isNull();
        }
        return fields;
    }

    private static void read(JsonParser parser, String prefix, Map<String, Object> fields) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = prefix + parser.currentName();
            switch (parser.nextToken()) {
                case START_OBJECT -> read(parser, name + ".", fields);
                case START_ARRAY -> parser.skipChildren();
                case VALUE_NUMBER_INT -> fields.put(name, parser.getLongValue());
                default -> fields.put(name, parser.getString());
            }
        }
    }
}
