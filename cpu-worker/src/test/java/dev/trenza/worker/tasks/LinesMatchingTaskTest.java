package dev.trenza.worker.tasks;

import static dev.trenza.worker.tasks.Calls.call;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.trenza.task.TaskContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class LinesMatchingTaskTest {

    @TempDir
    Path directory;

    static Stream<Arguments> patterns() {
        return Stream.of(
                arguments("the", "the"),
                arguments("^import (static )?java\\.", "^import (static )?java\\."),
                arguments("[0-9]{4}", "[0-9]{4}"),
                arguments("(public|private) .*\\(.*\\) \\{$", "(public|private) .*\\(.*\\) \\{$"),
                arguments("^$", "^$"),
                arguments("(?i)license", "[Ll][Ii][Cc][Ee][Nn][Ss][Ee]"));
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void itCountsAsGrepDoesOverRealFiles(String pattern, String extended) throws Exception {
        // grep takes a carriage return for a character, and calls what is not UTF-8 binary
        List<Path> files = new ArrayList<>();
        for (Path file : Oracle.realFiles()) {
            byte[] content = Files.readAllBytes(file);
            String text = new String(content, UTF_8);
            if (text.indexOf('\uFFFD') < 0 && text.indexOf('\0') < 0 && text.indexOf('\r') < 0) {
                files.add(file);
            }
        }

        List<String> found = Oracle.linesOf(List.of("grep", "-cHE", extended), files);
        List<String> inverted = Oracle.linesOf(List.of("grep", "-cHEv", extended), files);

        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            assertThat(file + ":" + call("lines-matching", Map.of("pattern", pattern, "count-only", true), file))
                    .isEqualTo(found.get(i));
            assertThat(file + ":"
                            + call(
                                    "lines-matching",
                                    Map.of("pattern", pattern, "count-only", true, "invert", true),
                                    file))
                    .isEqualTo(inverted.get(i));
        }
    }

    @Test
    void linesComeWithTheirNumbersAsGrepShowsThem() throws Exception {
        Path file = Path.of(System.getProperty("trenza.root", ".."), "pom.xml");

        List<?> matches = (List<?>) call("lines-matching", Map.of("pattern", "version"), file.toString());

        assertThat(matches.stream()
                        .map(match -> ((Map<?, ?>) match).get("line") + ":" + ((Map<?, ?>) match).get("text")))
                .isEqualTo(Oracle.linesOf("grep", "-n", "version", file.toString()));
        assertThat(call("lines-matching", Map.of("pattern", "version", "max", 3), file.toString()))
                .isEqualTo(matches.subList(0, 3));
        assertThat(call("lines-matching", Map.of("pattern", "version", "max", 3, "count-only", true), file.toString()))
                .isEqualTo(3L);
    }

    @Test
    void aCarriageReturnBeforeTheLineFeedIsNotPartOfTheLine() throws Exception {
        assertThat(call("lines-matching", Map.of("pattern", "^.?$"), "a\r\n\r\nbc\r\nd\r\n\ne".getBytes(UTF_8)))
                .isEqualTo(List.of(
                        Map.of("line", 1L, "text", "a"),
                        Map.of("line", 2L, "text", ""),
                        Map.of("line", 4L, "text", "d"),
                        Map.of("line", 5L, "text", ""),
                        Map.of("line", 6L, "text", "e")));
    }

    @Test
    void whatIsNotInTheCharsetIsShownAsReplaced() throws Exception {
        byte[] latin = "über\n".getBytes(ISO_8859_1);

        assertThat(call("lines-matching", Map.of("pattern", "ber"), latin))
                .isEqualTo(List.of(Map.of("line", 1L, "text", "\uFFFDber")));
        assertThat(call("lines-matching", Map.of("pattern", "ü", "charset", "iso-8859-1"), latin))
                .isEqualTo(List.of(Map.of("line", 1L, "text", "über")));
        assertThatThrownBy(() -> call("lines-matching", Map.of("pattern", "ü", "charset", "klingon"), latin))
                .hasMessageContaining("'charset' must be one that this Java knows");
    }

    @Test
    void anExpressionThatBacktracksForEverEndsWhenItIsCancelled() throws Exception {
        // With a back reference the JDK cannot remember where it failed before.
        FutureTask<Object> search = new FutureTask<>(() -> call(
                "lines-matching",
                Map.of("pattern", "(x*)*(x*)*\\2y", "input", "text"),
                "x".repeat(64),
                TaskContext.DETACHED));
        Thread thread = new Thread(search);
        thread.start();
        while (Stream.of(thread.getStackTrace())
                .noneMatch(frame -> frame.getClassName().contains("regex"))) {
            Thread.onSpinWait();
        }

        thread.interrupt();

        assertThatThrownBy(() -> search.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(CancellationException.class);
    }

    @Test
    void anExpressionThatNeedsTooMuchStackIsNamedWithItsLine() {
        byte[] content = ("first\n" + "ab".repeat(500_000)).getBytes(UTF_8);

        assertThatThrownBy(() -> call("lines-matching", Map.of("pattern", "^(a|b)*$"), content))
                .hasMessage("the pattern '^(a|b)*$' needs more stack than there is for line 2 of the value, which has"
                        + " 1000000 characters; make its repetitions of alternatives possessive, such as (a|b)*+");
    }

    @Test
    void aLineThatIsTooLongIsNamedAndNotHeld() {
        byte[] content = ("1234\n" + "x".repeat(1_000_000)).getBytes(UTF_8);

        assertThatThrownBy(() -> call("lines-matching", Map.of("pattern", "x", "max-line", 4), content))
                .hasMessage("line 2 of the value has more than 4 characters, which is max-line; raise 'max-line'");
    }

    @Test
    void parametersThatCannotWorkAreRefusedAtOnce() {
        assertThatThrownBy(() -> call("lines-matching", Map.of("pattern", "("), new byte[0]))
                .hasMessageContaining("'(' is no regular expression");
        assertThatThrownBy(() -> call("lines-matching", Map.of(), new byte[0]))
                .hasMessageContaining("'pattern' is missing");
        assertThatThrownBy(() -> call("lines-matching", Map.of("pattern", "x", "max", 0), new byte[0]))
                .hasMessage("'max' must be >= 1, was 0");
    }
}
