package dev.trenza.examples.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.task.Parameters;
import dev.trenza.task.TaskCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class LogSummaryTaskTest {

    @TempDir
    private static Path samples;

    @BeforeAll
    static void write() throws IOException {
        SampleLogs.main(new String[] {samples.toString()});
    }

    @Test
    void itIsFoundByName() {
        assertThat(TaskCatalog.load(LogSummaryTaskTest.class.getClassLoader()).task("log-summary"))
                .isInstanceOf(LogSummaryTask.class);
    }

    /** The oracle: gzip and awk, which know nothing of quotes but split at them. */
    @ParameterizedTest
    @ValueSource(strings = {"access-2026-11-01.log.gz", "access-2026-11-08.log"})
    void itCountsWhatAwkCounts(String name) throws Exception {
        Path log = samples.resolve("logs").resolve(name);

        Map<?, ?> summary = summary(log, Map.of("top", 100));

        Map<String, Long> statuses = new TreeMap<>();
        Map<String, Long> paths = new TreeMap<>();
        Map<String, Long> counts = new TreeMap<>();
        for (String line : awk(log).lines().toList()) {
            String[] words = line.split(" ", 3);
            Map<String, Long> into = words[0].equals("status") ? statuses : words[0].equals("path") ? paths : counts;
            into.put(words[1], Long.valueOf(words[2]));
        }
        assertThat(summary.get("statuses")).isEqualTo(statuses);
        assertThat(summary.get("top")).isEqualTo(paths);
        assertThat(summary.get("lines")).isEqualTo(counts.get("lines")).isEqualTo(20_000L);
        assertThat(summary.get("bad")).isEqualTo(counts.get("bad"));
        assertThat(summary.get("bytes")).isEqualTo(counts.get("bytes"));
        assertThat(summary.get("clients")).isEqualTo(counts.get("clients").intValue());
        assertThat(statuses).hasSize(5);
        assertThat(paths).containsKey("/caf\u00e9").hasSize(8);
    }

    private static String awk(Path log) throws Exception {
        String program = """
            { lines++ }
            NF < 10 { bad++; next }
            { split($7, path, "?"); paths[path[1]]++; statuses[$9]++; clients[$1] = 1; bytes += $10 }
            END {
                for (s in statuses) print "status", s, statuses[s]
                for (p in paths) print "path", p, paths[p]
                for (c in clients) n++
                printf "count lines %d\\ncount bad %d\\ncount clients %d\\ncount bytes %.0f\\n", lines, bad, n, bytes
            }
            """;
        Process awk = new ProcessBuilder(
                        "sh",
                        "-c",
                        "case $1 in *.gz) gzip -dc \"$1\" ;; *) cat \"$1\" ;; esac | LC_ALL=C awk \"$2\"",
                        "sh",
                        log.toString(),
                        program)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(awk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(awk.waitFor()).isZero();
        return output.strip();
    }

    @Test
    void theMostFrequentPathsComeFirst() throws Exception {
        Object top = summary(samples.resolve("logs/access-2026-11-02.log.gz"), Map.of("top", 3))
                .get("top");

        assertThat(((Map<?, ?>) top)
                        .values().stream().map(count -> -(Long) count).toList())
                .hasSize(3)
                .isSorted();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        1.2.3.4 - - [01/Jan/2026:00:00:00 +0000] "GET /a?b=c HTTP/1.1" 200 17          | 1.2.3.4 | /a | 200 | 17
        ::1 - a b [x] "POST /a HTTP/2" 404 - "-" "curl \\"x\\""                        | ::1     | /a | 404 | 0
        h - - [x] "GET /" 304 -                                                       | h       | /  | 304 | 0
        """)
    void aLineIsARequest(String line, String client, String path, int status, long bytes) {
        assertThat(Request.of(line)).contains(new Request(client, path, status, bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "h - - [x] \"GET\" 200 1",
                "h - - [x] \"GET / HTTP/1.1\" 2000 1",
                "h - - x \"GET /\" 200 1"
            })
    void whatIsNoRequestIsBad(String line) {
        assertThat(Request.of(line)).isEmpty();
    }

    /** A pattern that tries every way to cut a line would not come back. */
    @Test
    void noLineIsSlow() {
        assertThat(Request.of("h - - [x] \"GET /" + "a ".repeat(30_000))).isEmpty();
        assertThat(Request.of("h - - [x] \"GET / " + "\\\"".repeat(30_000))).isEmpty();
        assertThat(Request.of("[".repeat(60_000))).isEmpty();
    }

    @Test
    void oneEndlessLineIsOneBadLine() throws Exception {
        assertThat(summary(samples.resolve("hostile/one-line.log.gz"), Map.of()))
                .containsEntry("lines", 1L)
                .containsEntry("bad", 1L);
    }

    @Test
    void whatIsCutOffFails() {
        assertThatThrownBy(() -> summary(samples.resolve("hostile/cut-off.log.gz"), Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(".*cut-off.log.gz' is cut off or broken after line \\d+: .*");
        assertThatThrownBy(() -> run(3L, Map.of())).hasMessage("'log-summary' takes a path, was the number 3");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> summary(Path file, Map<String, Object> parameters) throws Exception {
        return (Map<String, Object>) run(file.toString(), parameters);
    }

    private static Object run(Object input, Map<String, Object> parameters) throws Exception {
        LogSummaryTask task = new LogSummaryTask();
        return task.create(Parameters.of(task.name(), task.parameters(), parameters))
                .run(input);
    }
}
