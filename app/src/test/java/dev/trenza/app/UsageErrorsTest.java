package dev.trenza.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.screen.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line in this JVM: what is refused before anything starts. */
class UsageErrorsTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void whatMayHaveBeenMeantIsSaid() {
        assertThat(run("lnit", "x")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("trenza: unknown command 'lnit'; did you mean 'lint'?" + " (see trenza --help)\n");
    }

    @Test
    void aBrokenTaskPathIsTheUsersAffair(@TempDir Path folder) throws Exception {
        Path services = folder.resolve("META-INF/services");
        Files.createDirectories(services);
        Files.writeString(services.resolve("dev.trenza.task.NamedTask"), "acme.Gone\n");

        assertThat(run("tasks", "--task-path", folder.toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("trenza: the task path is broken: ")
                .contains("acme.Gone")
                .hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @Test
    void lintPraisesAndBlames(@TempDir Path folder) throws Exception {
        Path good = folder.resolve("good.yaml");
        Files.writeString(good, "streams: { s: { source: { range: 3 }, stages: [ { cpu: square } ] } }");
        Path bad = folder.resolve("bad.yaml");
        Files.writeString(
                bad, "streams: { s: { source: { range: 3 }, stages: [ { io: write, with: { to: \"{stme}\" } } ] } }");

        assertThat(run("lint", good.toString(), bad.toString())).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith(good + ": all right");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith(bad + ":1:")
                .contains("stem")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "map",
                "exec",
                "notebook",
                "tasks",
                "lint",
                "doctor",
                "drill",
                "warmup",
                "replay",
                "new-task",
                "completion",
                "man"
            })
    void everyCommandTeachesByExample(String command) {
        assertThat(run(command, "--help")).isZero();

        assertThat(err.size()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("Usage: trenza " + command, "Examples:", "trenza " + command + " ");
    }

    /** Each row: arguments, and the one line that is said about them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            mpa                        | trenza: unknown command 'mpa'; did you mean 'map'? (see trenza --help)
            map --fromat x sleep       | trenza: unknown option '--fromat'; did you mean '--format'? (see trenza map --help)
            map                        | trenza: missing required parameter: 'TASK' (see trenza map --help)
            map sleep 1 -j 0           | trenza: invalid value for option '--jobs': '0' is not a number of workers such as 4, 50% or 1C (see trenza map --help)
            map sleep 1 --heap 1k      | trenza: invalid value for option '--heap': '1k' is not a size from 8m, such as 64m, 512m or 2g (see trenza map --help)
            map sleep 1 --sandbox=on   | trenza: invalid value for option '--sandbox': expected one of [NONE, LIMITS, ISOLATED] (case-insensitive) but was 'on' (see trenza map --help)
            map sleep 1 --sandbox-write . | trenza: --sandbox-write is of use with --sandbox only
            map sleep 1 --sandbox=limits --sandbox-write . | trenza: --sandbox-write is of use with --sandbox only
            map sleep 1 --sandbox --sandbox-write gone | trenza: --sandbox-write: 'gone' does not exist
            map sleep 1 --sandbox --sandbox-write / | trenza: --sandbox-write: a sandbox in which / is writable is none
            map sleep 1 --timeout 3%   | trenza: invalid value for option '--timeout': '3%' is not a time such as 200ms, 1.5s, 2m or 1h, or per cent of the median run time, such as 300% (see trenza map --help)
            map sleep 1 --halt fail=1  | trenza: invalid value for option '--halt': 'fail=1' is not never, or now or soon with what is counted
            map sleep 1 --task-log x   | trenza: invalid value for option '--task-log': 'x' is not one of trace, debug, info, warn, error, off (see trenza map --help)
            map slepe 1                | trenza: no task is named 'slepe'; did you mean 'sleep'? (see trenza tasks)
            map sleep 1 --with a=1     | trenza: --with: task 'sleep' has no parameter 'a'; known: duration
            map sleep 1 --with duration=x | trenza: --with: task 'sleep': 'duration' must be a duration such as 200ms, 1.5s, 2m or 1h, was 'x'
            map sleep 1 --retries 0    | trenza: --retries must be >= 1, was 0
            map sleep 1 --format {q}   | trenza: --format: template '{q}': '{q}' is no placeholder
            map sleep -a gone.txt      | trenza: --arg-file: there is no file 'gone.txt'
            map sleep -a .             | trenza: --arg-file: '.' is a directory
            map sleep 1 -a gone.txt    | trenza: items are given both as arguments and with --arg-file; take one of them
            map sleep 1 --task-path no.jar | trenza: --task-path: 'no.jar' does not exist
            run                        | trenza: missing required parameter: 'FILE' (see trenza run --help)
            run a.yaml --journal runs  | trenza: unexpected argument 'runs'; --journal takes no value (see trenza run --help)
            run a.yaml --journal=runs  | trenza: --journal takes no value, but has 'runs' (see trenza run --help)
            run a.yaml b.yaml          | trenza: unexpected argument 'b.yaml' (see trenza run --help)
            run gone.yaml              | gone.yaml: there is no such file
            lint gone.yaml             | gone.yaml: there is no such file
            tasks raed                 | trenza: no task or source is named 'raed'; did you mean 'read'?
            new-task square            | trenza: 'square' is a task already (see trenza tasks square), and two of one name cannot be told apart
            new-task Word_Count        | trenza: a task's name is words in lower case joined by hyphens, such as 'word-count'; 'Word_Count' is not, but 'word-count' would be
            notebook thread            | trenza: no program is named 'thread'; did you mean 'threads'?
            notebook threads --trace   | trenza: --trace is for 'combined'
            """)
    void wrongUsageIsToldInOneLine(String arguments, String line) {
        assertThat(run(arguments.split(" +"))).isEqualTo(2);

        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith(line).hasLineCount(1);
    }

    private int run(String... arguments) {
        return Trenza.execute(new PrintStream(out, false, StandardCharsets.UTF_8), new Screen(err, false), arguments);
    }
}
