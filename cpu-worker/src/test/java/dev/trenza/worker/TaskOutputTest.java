package dev.trenza.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskOutputTest {

    private static final String RS = "\u001E";
    private static final String US = "\u001F";

    private final List<String> writes = new ArrayList<>();
    private final OutputStream descriptor2 = new OutputStream() {
        @Override
        public void write(int b) {
            writes.add(String.valueOf((char) b));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            writes.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }
    };
    private String origin = "12 7 digest";
    private final TaskOutput output = new TaskOutput(() -> origin, descriptor2);

    @Test
    void aLineIsMarkedWithItsStreamItemAndTask() {
        output.out().println("hello");
        output.err().println("oops");
        output.log(Level.INFO, "working");

        assertThat(writes)
                .containsExactly(
                        RS + "o 12 7 digest" + US + "hello\n",
                        RS + "e 12 7 digest" + US + "oops\n",
                        RS + "lI 12 7 digest" + US + "working\n");
    }

    @Test
    void aLineLeavesInOneWriteSoThatItCannotBeTorn() {
        PrintStream out = output.out();

        out.print("a");
        out.print(1);
        out.printf("%s", "b");
        assertThat(writes).isEmpty();
        out.println();

        assertThat(writes).containsExactly(RS + "o 12 7 digest" + US + "a1b\n");
    }

    @Test
    void aLineThatWasBegunLeavesWithTheEndOfItsCall() {
        output.out().print("no line end");

        output.endCall();

        assertThat(writes).containsExactly(RS + "o 12 7 digest" + US + "no line end\n");
        output.endCall();
        assertThat(writes).hasSize(1);
    }

    @Test
    void betweenCallsALineHasNoOrigin() {
        origin = "";

        output.out().println("from a thread of somebody");

        assertThat(writes).containsExactly(RS + "o" + US + "from a thread of somebody\n");
    }

    @Test
    void textIsUtf8() {
        output.out().println("gr\u00F6\u00DFer \uD83E\uDD80");

        assertThat(writes).containsExactly(RS + "o 12 7 digest" + US + "gr\u00F6\u00DFer \uD83E\uDD80\n");
    }

    @Test
    void aFloodWithoutALineEndIsCutRatherThanKept() {
        PrintStream out = output.out();

        out.print("x".repeat(200_000));

        assertThat(writes)
                .hasSizeBetween(2, 10)
                .allSatisfy(line -> assertThat(line).startsWith(RS + "o 12 7 digest"));
    }

    @Test
    void whatIsCutIsCutBetweenCharacters() {
        String text = "x" + "\u20AC".repeat(50_000) + "\uD83E\uDD80".repeat(50_000);

        output.out().println(text);
        output.log(Level.INFO, text);

        assertThat(writes).hasSizeGreaterThan(4);
        assertThat(String.join("", writes).replaceAll(RS + "[^" + US + "]*" + US + "|\n", ""))
                .isEqualTo(text + text);
    }

    @Test
    void aMalformedFloodIsCutToo() {
        byte[] flood = new byte[200_000];
        Arrays.fill(flood, (byte) 0x80);

        output.out().write(flood, 0, flood.length);
        output.endCall();

        assertThat(writes).hasSizeBetween(2, 10);
    }

    @Test
    void whatIsLoggedIsMarkedWithItsLevel() {
        output.logFrom(Level.ALL);

        for (Level level : Level.values()) {
            output.log(level, "x");
        }

        assertThat(writes).extracting(line -> line.substring(1, 3)).containsExactly("lA", "lT", "lD", "lI", "lW", "lE");
    }

    @Test
    void whatIsBelowTheLevelIsNotWritten() {
        output.logFrom(Level.WARNING);

        for (Level level : Level.values()) {
            output.log(level, "x");
        }

        assertThat(writes).extracting(line -> line.substring(1, 3)).containsExactly("lW", "lE");
        assertThat(output.isLoggable(Level.INFO)).isFalse();
        assertThat(output.isLoggable(Level.OFF)).isFalse();
    }

    @Test
    void eachLineOfALoggedTextIsMarked() {
        output.log(Level.INFO, "first\nsecond\n\nlast");

        assertThat(writes)
                .containsExactly(
                        RS + "lI 12 7 digest" + US + "first\n",
                        RS + "lI 12 7 digest" + US + "second\n",
                        RS + "lI 12 7 digest" + US + "\n",
                        RS + "lI 12 7 digest" + US + "last\n");
    }

    @Test
    void closingItDoesNotSilenceTheNextTask() {
        PrintStream out = output.out();

        out.close();
        out.println("still here");

        assertThat(writes).containsExactly(RS + "o 12 7 digest" + US + "still here\n");
    }

    @Test
    void aTornPipeHurtsNoTask() {
        OutputStream torn = new ByteArrayOutputStream() {
            @Override
            public void write(byte[] bytes) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        TaskOutput toNobody = new TaskOutput(() -> "", torn);

        assertThatCode(() -> {
                    toNobody.out().println("anybody?");
                    toNobody.log(Level.ERROR, "anybody?");
                    toNobody.endCall();
                })
                .doesNotThrowAnyException();
    }
}
