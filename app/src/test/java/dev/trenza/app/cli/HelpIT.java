package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("cli")
@Timeout(120)
class HelpIT {

    @ParameterizedTest
    @ValueSource(strings = {"", "--help"})
    void withoutACommandItTeachesByExample(String argument) throws Exception {
        Trenza.Result result = argument.isEmpty() ? Trenza.run() : Trenza.run(argument);

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(String.join("\n", result.out()))
                .contains("Usage: trenza", "Examples:", "trenza map square 1 2 3", "Exit status: 0 all succeeded");
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
    void everyCommandTeachesByExample(String command) throws Exception {
        Trenza.Result result = Trenza.run(command, "--help");

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(String.join("\n", result.out()))
                .contains("Usage: trenza " + command, "Examples:", "trenza " + command + " ");
    }

    @Test
    void theVersionIsThatOfTheBuild() throws Exception {
        Trenza.Result result = Trenza.run("--version");

        assertThat(result.status()).isZero();
        assertThat(result.out().get(0)).matches("trenza \\d+\\.\\d+\\.\\d+.*");
    }

    /** Each row: arguments, and the one line that is said about them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            mpa                        | trenza: unmatched argument at index 0: 'mpa'; did you mean 'map'? (see trenza --help)
            map --fromat x sleep       | trenza: unknown option: '--fromat'; did you mean '--format'? (see trenza map --help)
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
            run gone.yaml              | gone.yaml: there is no such file
            lint gone.yaml             | gone.yaml: there is no such file
            tasks raed                 | trenza: no task or source is named 'raed'; did you mean 'read'?
            new-task square            | trenza: 'square' is a task already (see trenza tasks square), and two of one name cannot be told apart
            new-task Word_Count        | trenza: a task's name is words in lower case joined by hyphens, such as 'word-count'; 'Word_Count' is not, but 'word-count' would be
            notebook thread            | trenza: no program is named 'thread'; did you mean 'threads'?
            notebook threads --trace   | trenza: --trace is for 'combined'
            """)
    void wrongUsageIsToldInOneLine(String arguments, String line) throws Exception {
        Trenza.Result result = Trenza.run(arguments.split(" +"));

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).singleElement().asString().startsWith(line);
    }
}
