package dev.trenza.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.pipelinefile.SchemaText;
import dev.trenza.app.screen.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code create}, {@code lint}, {@code test} and {@code run --dry-run}, in this JVM and without a worker. */
@Timeout(120)
class PipelineCommandsTest {

    @TempDir
    Path folder;

    private record Result(int status, String out, String err) {}

    private static Result trenza(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Trenza.execute(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new Screen(err, false),
                List.of(arguments).stream().map(String::valueOf).toArray(String[]::new));
        return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(folder.resolve("pipe.yaml"), yaml);
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "documents", "urls", "records"})
    void whatIsCreatedIsRightAndIsNeverOverwritten(String starter) {
        Result created = trenza("create", starter, "-d", folder.resolve("new"));

        Path file = folder.resolve("new/" + starter + ".yaml");
        assertThat(created.status()).isZero();
        assertThat(created.out()).startsWith(file.toString());
        // 'text' and its like come with an installation; here are the built-in tasks only.
        assertThat(trenza("lint", file)).extracting(Result::status, Result::err).containsExactly(0, "");
        assertThat(trenza("run", "--dry-run", file).status()).isZero();
        assertThat(trenza("create", starter, "-d", folder.resolve("new")))
                .satisfies(again -> assertThat(again.status()).isEqualTo(2))
                .satisfies(again -> assertThat(again.err()).contains("is there already and is not overwritten"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "records"})
    void theTestsOfWhatIsCreatedPass(String starter) {
        trenza("create", starter, "-d", folder);

        Result tested = trenza("test", folder.resolve(starter + ".yaml"));

        assertThat(tested.out()).endsWith("1 test, 0 failed\n");
        assertThat(tested.status()).isZero();
    }

    @Test
    void theListTellsWhatThereIs() {
        assertThat(trenza("create", "--list").out()).contains("minimal ", "documents ", "urls ", "records ");
        assertThat(trenza("create", "recrds")).satisfies(mistyped -> {
            assertThat(mistyped.status()).isEqualTo(2);
            assertThat(mistyped.err()).contains("did you mean 'records'?");
        });
    }

    @Test
    void theRecordsThatAreCreatedBecomeATable() {
        trenza("create", "records", "-d", folder);

        Result run = trenza("run", folder.resolve("records.yaml"), "--run-dir", folder.resolve("run"));

        assertThat(run.status()).isZero();
        assertThat(folder.resolve("cities.csv"))
                .hasContent(
                        "city,count,amount-sum,amount-max\nLima,2,15,12\nOslo,1,7.5,7.5\n\"Santa Fe, NM\",1,20,20\n");
        assertThat(folder.resolve("cities.csv.partial")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ format: csv, columns: [value] }",
                "{ format: sqlite, to: t.db, mode: append }",
                "{ format: csv, to: /dev/null, columns: [value] }"
            })
    void aRunThatCannotBeResumedSaysSo(String output) throws IOException {
        Path file =
                write("streams: { s: { source: { range: 9 }, stages: [ cpu: square ] } }\noutput: " + output + "\n");

        for (String flag : List.of("--resume", "--journal", "--run-dir=" + folder.resolve("run"))) {
            assertThat(trenza("run", flag, file)).satisfies(run -> {
                assertThat(run.status()).isEqualTo(2);
                assertThat(run.err()).contains("a run of this pipeline keeps no journal to go on with: its output");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "sqlite"})
    void aTableHasTheResultsOfAllSessions(String format) throws Exception {
        Files.writeString(folder.resolve("a"), "1");
        Files.writeString(folder.resolve("b"), "2");
        Path file = write("""
                streams:
                  s:
                    source: { items: [%1$s/a, %1$s/b, %1$s/c] }
                    stages: [ { io: read, with: { as: text } } ]
                output: { format: %2$s, to: %1$s/out/t.%2$s, columns: [value] }
                """.formatted(folder, format));
        String run = "--run-dir=" + folder.resolve("run");

        Result first = trenza("run", run, file);
        assertThat(first.status()).isEqualTo(1);
        assertThat(rows(format)).containsExactlyInAnyOrder("1", "2");
        Files.writeString(folder.resolve("c"), "3");
        Result second = trenza("run", run, "--retry-failed", "--explain", file);

        assertThat(second.status()).as(second.err()).isZero();
        assertThat(second.err())
                .contains("/a: skipped: done before")
                .contains("resumed: 2 skipped (done before), 1 run");
        assertThat(rows(format)).containsExactlyInAnyOrder("1", "2", "3");
    }

    private List<String> rows(String format) throws Exception {
        if (format.equals("csv")) {
            List<String> lines = Files.readAllLines(folder.resolve("out/t.csv"));
            return lines.subList(1, lines.size());
        }
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("out/t.sqlite"));
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT value FROM s")) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    @Test
    void whatAPipelineMakesOfManyItemsIsMadeOfAllSessions() throws Exception {
        Files.writeString(folder.resolve("a"), "1");
        Path file = write("""
                streams:
                  s:
                    source: { items: [%1$s/a, %1$s/b] }
                    stages: [ { io: read, with: { as: text } }, collect ]
                """.formatted(folder));
        String run = "--run-dir=" + folder.resolve("run");
        Path output = folder.resolve("out.ndjson");

        Result first = trenza("run", run, "-o", output, file);
        assertThat(first.status()).as(first.err()).isEqualTo(1);
        Files.writeString(folder.resolve("b"), "2");
        Result second = trenza("run", run, "-o", output, "--retry-failed", "--explain", file);
        Files.writeString(folder.resolve("b"), "more");
        Result third = trenza("run", run, "-o", output, "--resume", "--explain", file);

        assertThat(second.status()).as(second.err()).isZero();
        assertThat(second.err()).contains("/a: skipped: done before");
        assertThat(third.err()).contains("/a: skipped: done before").contains("/b: runs: its file has changed");
        assertThat(Files.readAllLines(output))
                .singleElement()
                .asString()
                .contains("\"status\":\"success\",\"value\":[\"1\",\"more\"]");
    }

    @Test
    void aTestThatFailsShowsWhatWasAndWhatShouldBe() throws IOException {
        Path file = write("""
                streams:
                  s: { source: { range: 9 }, stages: [ { cpu: square, on-error: { dead-letter: bad.ndjson } } ] }
                  t: { source: { range: 9 }, stages: [ { cpu: square, rate: 1/h } ] }
                tests:
                  - name: right
                    given: { s: [2, x], t: [1, 2, 3.0] }
                    expect:
                      s: { statuses: [success, skipped], values: [4.0] }
                      t: [1, 4, 9]
                  - name: wrong
                    given: { s: [2, 3], t: [x] }
                    expect: { s: [4, 8, 1], t: [] }
                  - name: errors
                    given: { t: [x] }
                    expect: { t: { errors: [square] } }
                """);

        Result tested = trenza("test", file);

        assertThat(tested.status()).isEqualTo(1);
        assertThat(tested.out().lines())
                .startsWith(
                        file + ":5: ok: right",
                        file + ":10: FAILED: wrong",
                        "    stream 's', value 2:",
                        "    expected 8",
                        "    was      9",
                        "    stream 's', value 3:",
                        "    expected 1",
                        "    was      nothing")
                .contains(file + ":13: ok: errors")
                .endsWith("3 tests, 1 failed");
        assertThat(tested.out()).contains("stream 't', item 'x' failed: ");
        assertThat(folder.resolve("bad.ndjson")).doesNotExist();
    }

    @Test
    void testsThatAreWrongAreToldByPlace() throws IOException {
        Path file = write("""
                streams: { s: { source: { range: 3 }, stages: [] } }
                tests:
                  - name: x
                    given: { t: [1], s: [null] }
                    expect: { s: { vals: [1], statuses: [ok] } }
                  - given: { s: 1 }
                    expect: { u: [] }
                """);

        Result tested = trenza("test", file);

        assertThat(tested.status()).isEqualTo(2);
        assertThat(tested.err()
                        .lines()
                        .map(line -> line.substring(file.toString().length() + 1)))
                .containsExactly(
                        "4:14: no stream is named 't'; did you mean 's'?",
                        "4:25: an item cannot be null, which no stream can carry",
                        "5:20: 'vals' is not known in what is expected of a stream; known: values, statuses, errors",
                        "5:41: 'ok' is no status; known: success, failed, crashed, timed-out, out-of-memory, cancelled,"
                                + " quarantined, skipped",
                        "6:5: a test needs 'name': what the test shows",
                        "6:17: must be a list, was '1'",
                        "7:15: no stream is named 'u'; did you mean 's'?");
        assertThat(trenza("test", write("streams: { s: { source: { range: 3 }, stages: [] } }")))
                .satisfies(none -> assertThat(none.status()).isEqualTo(2))
                .satisfies(none -> assertThat(none.err()).contains("has no tests"));
    }

    @Test
    void aDryRunShowsThePlanAndThePoolsAndRunsNothing() throws IOException {
        Path file = write("""
                name: plan
                streams:
                  a:
                    source: { range: 5 }
                    stages:
                      - { io: sleep, concurrency: 3, rate: 10/s }
                      - { cpu: square, workers: 2, heap: 64m, timeout: 5s, retry: { attempts: 3 } }
                  b: { source: { range: 2 }, ordered: true, stages: [ batch: 2 ] }
                  c: { source: { files: ["*.txt", "no/*"] }, stages: [] }
                  d: { source: { csv: some.txt }, stages: [] }
                output: { format: csv, to: out.csv }
                """);

        Files.writeString(folder.resolve("some.txt"), "a,b\n");

        Result shown = trenza("run", "--dry-run", file);

        assertThat(shown.status()).isZero();
        assertThat(shown.out().lines())
                .startsWith(
                        "pipeline 'plan': as many items as there are",
                        "  stream 'a': 5 items",
                        "    1. sleep, on threads of pool 'a.sleep', at most 10 in 1.0 s",
                        "    2. square, in workers of pool 'a.square', time-out 5.0 s, up to 3 attempts",
                        "  stream 'b': 2 items, results in their order",
                        "    1. batch {size=2}: makes one item of several, so that the next stage takes them in one call",
                        "  stream 'c': 2 items, of which 1 will fail: no file matches '" + folder
                                + "/no/*': there is no '" + folder + "/no'; correct it, or set 'allow-empty' if that"
                                + " may be",
                        "  stream 'd': as many items as '" + folder + "/some.txt' has (4 bytes)",
                        "  pool 'a.sleep': 3 threads of this JVM",
                        "  pool 'a.square': 2 worker JVMs with 64 MiB of heap each");
        assertThat(shown.out()).contains("the workers' heaps may take 128 MiB");
        assertThat(folder).isDirectoryNotContaining("glob:**.csv");
    }

    @Test
    void rowsOfFilesBecomeItemsAndAStreamMayHaveAnOutputOfItsOwn() throws IOException {
        Files.writeString(folder.resolve("a.csv"), "n,city\n1,Lima\nbad\n2,Oslo\n");
        Files.writeString(folder.resolve("b.csv"), "n,city\n3,Lima\n");
        Path file = write("""
                streams:
                  rows:
                    source: { files: ["*.csv", "none/*"] }
                    ordered: true
                    on-error: { failed: { dead-letter: bad.ndjson.gz } }
                    stages:
                      - io: csv
                        with: { types: auto }
                      - group: { by: city, sum: n }
                    output: { format: csv, to: cities.csv.gz }
                  numbers: { source: { range: 2 }, stages: [ batch: { size: 5, within: 1h } ] }
                output: { to: numbers.ndjson.gz }
                """);

        Result run = trenza("run", "--no-journal", file);

        assertThat(run.status()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(unpacked("cities.csv.gz")).isEqualTo("city,count,n-sum\nLima,2,4\nOslo,1,2\n");
        assertThat(unpacked("numbers.ndjson.gz"))
                .startsWith("{\"stream\":\"numbers\",\"seq\":0,\"item\":[0,1],\"status\":\"success\",\"value\":[0,1]");
        assertThat(unpacked("bad.ndjson.gz").lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("\"part\":\"1\"", "a.csv' has 1 column", "\"stack\":[]"))
                .anySatisfy(line -> assertThat(line).contains("no file matches"));
    }

    @Test
    void aTableThatCannotBePutInItsPlaceIsClearedAway() throws IOException, SQLException {
        Path file = write("""
                streams: { s: { source: { range: 3 }, stages: [] } }
                output: { format: sqlite, to: x.db, table: taken }
                """);
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("x.db"));
                Statement statement = database.createStatement()) {
            statement.execute("CREATE VIEW taken AS SELECT 1 AS value");
        }

        Result run = trenza("run", file);

        assertThat(run.status()).isEqualTo(74);
        assertThat(run.err()).contains("use DROP VIEW to delete view taken");
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("x.db"));
                Statement statement = database.createStatement();
                ResultSet names = statement.executeQuery("SELECT group_concat(name) FROM sqlite_master")) {
            assertThat(names.getString(1)).isEqualTo("taken");
        }
    }

    private String unpacked(String name) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve(name)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theSchemaIsPrinted() {
        assertThat(trenza("lint", "--schema").out()).isEqualTo(SchemaText.read());
        assertThat(trenza("lint").status()).isEqualTo(2);
    }
}
