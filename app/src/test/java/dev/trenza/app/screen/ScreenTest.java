package dev.trenza.app.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.output.OutcomesOfTests;
import dev.trenza.core.pipeline.RunListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aLineErasesTheStatusAndTheStatusComesBackBelowIt() {
        Screen screen = new Screen(err, true);

        screen.status("10%");
        screen.line("failed");
        screen.status("20%");
        screen.status("");

        assertThat(printed()).isEqualTo("10%" + "\r\033[Kfailed\n10%" + "\r\033[K20%" + "\r\033[K");
    }

    @Test
    void thereIsNoStatusWhereThereIsNoTerminal() {
        Screen screen = new Screen(err, false);

        screen.status("10%");
        screen.line("failed");

        assertThat(printed()).isEqualTo("failed\n");
    }

    @Test
    void resultsOnTheSameTerminalStayAboveTheStatus() throws IOException {
        Screen screen = new Screen(err, true);

        try (OutputStream stdout = screen.beside(err)) {
            screen.status("10%");
            stdout.write("one\n".getBytes(StandardCharsets.UTF_8));
            stdout.write("half".getBytes(StandardCharsets.UTF_8));
            screen.status("20%");
            stdout.write(" and half\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(printed()).isEqualTo("10%\r\033[Kone\n10%\r\033[Khalf and half\n20%");
    }

    @Test
    void whatOthersWroteCannotMoveTheCursor() {
        new Screen(err, true).foreignLine("a\033[2Jb\rc\td\u009b\u00f1");

        assertThat(printed()).isEqualTo("a^[[2Jb^Mc\td?\u00f1\n");
    }

    @Test
    void severalLinesBecomeOneOfLimitedLength() {
        assertThat(Printable.oneLine(" a\n  b\r\n\nc ", 100)).isEqualTo("a | b | c");
        assertThat(Printable.oneLine("abcdefghij", 8)).isEqualTo("abcde...");
    }

    @Test
    void afterTwentyFailuresTheOthersAreCounted() {
        FailureLines lines = new FailureLines(new Screen(err, false));

        for (int i = 1; i <= 25; i++) {
            lines.itemFinished(OutcomesOfTests.failure("s", i, "x", "item " + i + " failed:\nbadly", null));
            lines.itemFinished(OutcomesOfTests.success("s", i, "x", "y"));
        }
        lines.runFinished(RunListener.End.COMPLETED, null, 0);

        assertThat(printed().lines())
                .hasSize(22)
                .startsWith("trenza: s: item 1 failed: | badly")
                .contains("trenza: s: item 20 failed: | badly")
                .endsWith(
                        "trenza: further failures are only counted here; each is in the results",
                        "trenza: 5 more failed");
    }

    @Test
    void aStreamHandsOverWholeLines() throws IOException {
        List<String> lines = new ArrayList<>();
        try (LineStream stream = new LineStream(lines::add)) {
            stream.write("\u00f1a\r\nb".getBytes(StandardCharsets.UTF_8));
            assertThat(lines).containsExactly("\u00f1a");
            stream.write("c\n\nd".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(lines).containsExactly("\u00f1a", "bc", "", "d");
    }

    private String printed() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aStatusOfSeveralLinesIsErasedAsAWhole() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Screen terminal = new Screen(out, true);

        terminal.status("one\ntwo");
        terminal.line("said");
        terminal.status("");

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("one\ntwo" + "\r\033[K\033[A\033[K" + "said" + System.lineSeparator() + "one\ntwo"
                        + "\r\033[K\033[A\033[K");
    }
}
