package dev.trenza.app.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TableOutputTest {

    @TempDir
    Path folder;

    private static StreamOutcome success(String stream, long seq, @Nullable Object value) {
        return new StreamOutcome(
                stream, new Outcome.Success<>(seq, new Item(stream, seq, seq, seq), value, Execution.NONE), null, 0, 0);
    }

    private static StreamOutcome failure() {
        return new StreamOutcome(
                "s",
                new Outcome.Failed<>(9, new Item("s", 9, 9, 9), new TaskFailedException("no", null), Execution.NONE),
                null,
                0,
                0);
    }

    private static Map<String, Object> row(Object... namesAndValues) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return row;
    }

    private TableOutput csv(String file, String... columns) {
        return new TableOutput(
                TableOutput.Kind.CSV, Optional.of(folder.resolve(file)), List.of(columns), ',', "{stream}", false);
    }

    private TableOutput sqlite(boolean appends, String... columns) {
        return new TableOutput(
                TableOutput.Kind.SQLITE,
                Optional.of(folder.resolve("x.db")),
                List.of(columns),
                ',',
                "{stream}",
                appends);
    }

    private static void write(TableOutput table, StreamOutcome... outcomes) throws IOException {
        Set<String> streams = new LinkedHashSet<>(List.of("s"));
        List.of(outcomes).forEach(outcome -> streams.add(outcome.stream()));
        try (OutcomeFormat format = table.open(OutputStream.nullOutputStream(), streams)) {
            for (StreamOutcome outcome : outcomes) {
                format.write(outcome);
            }
            format.publish();
        }
    }

    private List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("x.db"));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : "|").append(result.getObject(i));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    // CSV

    @Test
    void aTablePackedByItsNameIsTheSameWhenItIsUnpacked() throws IOException {
        write(csv("a.csv.gz"), success("s", 0, row("a", 1L)));

        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve("a.csv.gz")))) {
            assertThat(in).hasContent("a\n1\n");
        }
    }

    @Test
    void whatAnEarlierRunLeftIsReplacedAlsoWhereNothingCameOut() throws IOException, SQLException {
        Files.writeString(folder.resolve("s.csv"), "a\n1\n");
        write(csv("{stream}.csv"));
        write(sqlite(false), success("s", 0, row("a", 1L)));
        write(sqlite(false));
        write(sqlite(false, "b"));

        assertThat(folder.resolve("s.csv")).isEmptyFile();
        assertThat(query("SELECT count(a) FROM s")).containsExactly("0");

        write(sqlite(true), success("s", 0, row("a", 1L)));
        write(sqlite(true));

        assertThat(query("SELECT count(a) FROM s")).containsExactly("1");
    }

    @Test
    void valuesAreRowsUnderTheFieldsOfTheFirstAndFailuresAreNone() throws IOException {
        write(
                csv("a.csv"),
                success("s", 0, row("a", 1L, "b", "x,\"y\"\nz")),
                failure(),
                success("s", 1, row("b", null)),
                success("s", 2, row("a", List.of(1, 2), "b", new byte[] {1})));

        assertThat(folder.resolve("a.csv")).hasContent("a,b\n1,\"x,\"\"y\"\"\nz\"\n,\n\"[1,2]\",AQ==\n");
    }

    @Test
    void aFieldThatTheFirstValueHadNotIsToldWithTheRemedy() throws IOException {
        try (OutcomeFormat format = csv("a.csv").open(OutputStream.nullOutputStream(), List.of("s"))) {
            format.write(success("s", 0, row("a", 1)));

            assertThatThrownBy(() -> format.write(success("s", 7, row("a", 1, "b", 2))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("item 7 of stream 's' has a field 'b' that the first value had not (a)")
                    .hasMessageEndingWith("name all of them: output: { columns: [a, b] }");
        }
    }

    @Test
    void givenColumnsTakeWhatIsThereAndMakeAHeaderOfAnEmptyTable() throws IOException {
        write(csv("a.csv", "b", "c"), success("s", 0, row("a", 1, "b", 2)));
        write(csv("empty.csv", "b", "c"));
        write(csv("nothing.csv"));
        write(csv("plain.csv"), success("s", 0, 5L), success("s", 1, "x"));

        assertThat(folder.resolve("a.csv")).hasContent("b,c\n2,\n");
        assertThat(folder.resolve("empty.csv")).hasContent("b,c\n");
        assertThat(folder.resolve("nothing.csv")).isEmptyFile();
        assertThat(folder.resolve("plain.csv")).hasContent("value\n5\nx\n");
    }

    @Test
    void givenColumnsMayTellOfTheItemToo() throws IOException {
        write(
                csv("a.csv", "stream", "seq", "item", "n"),
                success("s", 7, row("n", 1)),
                success("s", 8, row("n", 2, "item", "mine")));

        assertThat(folder.resolve("a.csv")).hasContent("stream,seq,item,n\ns,7,7,1\ns,8,mine,2\n");
    }

    @Test
    void aFileIsThereWhenItIsCompleteAndNotBefore() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "before");

        try (OutcomeFormat format = csv("a.csv").open(OutputStream.nullOutputStream(), List.of("s"))) {
            format.write(success("s", 0, 1));
            format.flush();
            assertThat(file).hasContent("before");
        }

        assertThat(file).hasContent("before");
        assertThat(folder.resolve("a.csv.partial")).hasContent("value\n1\n");
    }

    @Test
    void eachStreamMayHaveAFileOfItsOwn() throws IOException {
        write(csv("new/{stream}.csv"), success("s", 0, row("a", 1)), success("t", 0, row("b", 2)));

        assertThat(folder.resolve("new/s.csv")).hasContent("a\n1\n");
        assertThat(folder.resolve("new/t.csv")).hasContent("b\n2\n");
    }

    @Test
    void withoutAFileRowsGoToStdout() throws IOException {
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();

        try (OutcomeFormat format = new TableOutput(TableOutput.Kind.CSV, Optional.empty(), List.of(), '\t', "", false)
                .open(stdout, List.of("s"))) {
            format.write(success("s", 0, row("a", 1, "b", 2)));
            format.publish();
        }

        assertThat(stdout.toString(StandardCharsets.UTF_8)).isEqualTo("a\tb\n1\t2\n");
    }

    // SQLite

    @Test
    void aTableIsMadeOfTheFirstValueWithItsTypes() throws Exception {
        write(
                sqlite(false),
                success(
                        "a \"b\"; DROP",
                        0,
                        row(
                                "int",
                                1L,
                                "real",
                                0.5,
                                "text",
                                "x'y",
                                "yes",
                                true,
                                "bytes",
                                new byte[] {7},
                                "select",
                                null)),
                success("a \"b\"; DROP", 1, row("int", new BigInteger("99999999999999999999"), "real", Double.NaN)),
                success("t", 0, row("list", List.of(1))));

        assertThat(query("SELECT name FROM sqlite_master ORDER BY 1")).containsExactly("a \"b\"; DROP", "t");
        assertThat(query("SELECT name, type FROM pragma_table_info('a \"b\"; DROP')"))
                .containsExactly("int|INTEGER", "real|REAL", "text|TEXT", "yes|INTEGER", "bytes|BLOB", "select|");
        assertThat(query("SELECT \"int\", real, text, yes, hex(bytes), \"select\" FROM \"a \"\"b\"\"; DROP\""))
                .containsExactly("1|0.5|x'y|1|07|null", "1.0E20|NaN|null|null||null");
        assertThat(query("SELECT * FROM t")).containsExactly("[1]");
    }

    @Test
    void rowsAreReplacedAtTheEndAndOtherTablesStay() throws Exception {
        write(sqlite(false), success("s", 0, row("a", 1)), success("other", 0, row("a", 1)));

        try (OutcomeFormat format = sqlite(false).open(OutputStream.nullOutputStream(), List.of("s"))) {
            for (int i = 0; i < 2_500; i++) {
                format.write(success("s", i, row("a", i)));
            }
            assertThat(query("SELECT count(*) FROM s")).containsExactly("1");
            format.publish();
        }

        assertThat(query("SELECT count(*), sum(a) FROM s")).containsExactly("2500|3123750");
        assertThat(query("SELECT name FROM sqlite_master ORDER BY 1")).containsExactly("other", "s");
    }

    @Test
    void aRunThatDoesNotEndWellReplacesNothing() throws Exception {
        write(sqlite(false), success("s", 0, row("a", 1)));

        try (OutcomeFormat format = sqlite(false).open(OutputStream.nullOutputStream(), List.of("s"))) {
            format.write(success("s", 0, row("a", 2)));
        }

        assertThat(query("SELECT a FROM s")).containsExactly("1");
        assertThat(query("SELECT name FROM sqlite_master")).containsExactly("s");
    }

    @Test
    void rowsMayBeAppended() throws Exception {
        write(sqlite(true), success("s", 0, row("a", 1, "b", 2)));
        write(sqlite(true), success("s", 0, row("A", 3)));

        assertThat(query("SELECT a, b FROM s")).containsExactly("1|2", "3|null");
        assertThatThrownBy(() -> write(sqlite(true), success("s", 0, row("c", 3))))
                .hasMessageContaining("table 's' is there already and has no column 'c' (a, b)");
    }

    @Test
    void whatIsNoDatabaseIsRefusedAndStaysAsItIs() throws Exception {
        Path file =
                Files.writeString(folder.resolve("x.db"), "this is a text, and a rather long one, you see".repeat(9));

        assertThatThrownBy(() -> sqlite(false).open(OutputStream.nullOutputStream(), List.of("s")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a database");
        assertThat(file).content().startsWith("this is");
    }
}
