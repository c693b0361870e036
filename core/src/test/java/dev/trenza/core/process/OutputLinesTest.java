package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.worker.protocol.DiagnosticContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OutputLinesTest {

    private static final String RS = "\u001E";
    private static final String US = "\u001F";

    private final List<WorkerOutput> shown = new CopyOnWriteArrayList<>();
    private final OutputLines lines = new OutputLines(2, 812, shown::add);

    private void read(String text) throws IOException {
        lines.readFrom(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aMarkedLineIsToldWithItsStreamTaskAndItem() throws IOException {
        read(RS + "o 12 7 digest" + US + "hello\n" + RS + "e 13 8 word count" + US + "oops\n" + RS + "lW 14 9 x" + US
                + "busy\n");

        assertThat(shown)
                .containsExactly(
                        new WorkerOutput(2, 812, WorkerOutput.Stream.OUT, "digest", "7", Level.INFO, Map.of(), "hello"),
                        new WorkerOutput(
                                2, 812, WorkerOutput.Stream.ERR, "word count", "8", Level.INFO, Map.of(), "oops"),
                        new WorkerOutput(2, 812, WorkerOutput.Stream.LOG, "x", "9", Level.WARNING, Map.of(), "busy"));
        assertThat(shown.get(0)).hasToString("worker 2 \u00B7 digest \u00B7 item 7 | hello");
        assertThat(shown.get(2)).hasToString("worker 2 \u00B7 x \u00B7 item 9 | WARN busy");
    }

    @Test
    void aLineWithoutAMarkComesFromPastJava() throws IOException {
        read("native printf\n\n");

        assertThat(shown)
                .containsExactly(
                        new WorkerOutput(
                                2, 812, WorkerOutput.Stream.RAW, "", "", Level.INFO, Map.of(), "native printf"),
                        new WorkerOutput(2, 812, WorkerOutput.Stream.RAW, "", "", Level.INFO, Map.of(), ""));
        assertThat(shown.get(0)).hasToString("worker 2 | native printf");
    }

    @Test
    void aLineThatNativeCodeBeganAndAMarkContinuesIsTwo() throws IOException {
        read("progress 50%" + RS + "o 12 7 digest" + US + "hello\n");

        assertThat(shown).extracting(WorkerOutput::line).containsExactly("progress 50%", "hello");
        assertThat(shown).extracting(WorkerOutput::item).containsExactly("", "7");
    }

    @Test
    void betweenCallsThereIsNoItem() throws IOException {
        read(RS + "o" + US + "hello\n");

        assertThat(shown)
                .containsExactly(
                        new WorkerOutput(2, 812, WorkerOutput.Stream.OUT, "", "", Level.INFO, Map.of(), "hello"));
    }

    @Test
    void aLastLineWithoutItsEndIsShown() throws IOException {
        read("a\nb");

        assertThat(shown).extracting(WorkerOutput::line).containsExactly("a", "b");
    }

    @Test
    void aMarkThatIsNoneIsText() throws IOException {
        read(RS + "\n" + RS + "o 7\n" + RS + US + "\n" + RS + "o x 7 digest" + US + "\n");

        assertThat(shown).hasSize(4);
        assertThat(lines.last().lines()).extracting(LastWords.Line::call).containsOnly(0L);
    }

    @Test
    void aFloodWithoutLineEndsIsCutRatherThanKept() throws IOException {
        read("x".repeat(1_000_000));

        assertThat(shown).hasSizeBetween(2, 20);
        assertThat(shown.stream().mapToInt(line -> line.line().length()).sum()).isEqualTo(1_000_000);
    }

    @Test
    void aLineHasTheContextOfItsCall() throws IOException {
        String text = DiagnosticContext.of(Map.of("requestId", "r-1"), (key, size) -> {})
                .text();

        read(RS + "o 1 0 digest\u001D" + text + US + "first\n" + RS + "o 2 1 digest" + US + "second\n" + RS
                + "o 3 2 digest\u001Dnone" + US + "third\n" + "native\n" + RS + "o 1 0 digest\u001D" + text + US
                + "\u001Dtext\n");

        assertThat(shown)
                .extracting(WorkerOutput::context)
                .containsExactly(Map.of("requestId", "r-1"), Map.of(), Map.of(), Map.of(), Map.of("requestId", "r-1"));
        assertThat(shown).extracting(WorkerOutput::task).containsExactly("digest", "digest", "digest", "", "digest");
        assertThat(shown)
                .extracting(WorkerOutput::line)
                .containsExactly("first", "second", "third", "native", "\u001Dtext");
    }

    @Test
    void aFloodIsCutBetweenCharacters() throws IOException {
        String flood = "x" + "\u20AC".repeat(100_000) + "\uD83E\uDD80".repeat(100_000);

        read(flood);

        assertThat(shown).hasSizeGreaterThan(2);
        assertThat(shown.stream().map(WorkerOutput::line).collect(Collectors.joining()))
                .isEqualTo(flood);
    }

    @Test
    void linesAreTheSameHoweverTheyArriveInPieces() throws IOException {
        String text = "a\n\nbc\n" + "x".repeat(200_000) + "\n" + RS + "o 7 digest" + US + "hello\nend";
        read(text);
        List<WorkerOutput> whole = List.copyOf(shown);

        for (int size : new int[] {1, 2, 3, 7, 65_535}) {
            shown.clear();
            lines.readFrom(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
                @Override
                public synchronized int read(byte[] buffer, int offset, int length) {
                    return super.read(buffer, offset, Math.min(length, size));
                }
            });
            assertThat(shown).isEqualTo(whole);
        }
        assertThat(whole).hasSize(7);
    }

    @Test
    void aConsumerThatStandsStillCostsLinesButNeverTheReading() throws Exception {
        CountDownLatch isReleased = new CountDownLatch(1);
        OutputLines stuck = new OutputLines(2, 812, line -> {
            try {
                isReleased.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            shown.add(line);
        });
        Thread reader = new Thread(() -> {
            try {
                stuck.readFrom(new Flood(200_000_000));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        reader.start();
        reader.join();

        assertThat(stuck.last().lines()).isNotEmpty();
        isReleased.countDown();
        await().until(() -> shown.size() > 5);
        stuck.readFrom(new ByteArrayInputStream("after\n".getBytes(StandardCharsets.UTF_8)));
        await().until(() -> shown.get(shown.size() - 1).line().equals("after"));
        assertThat(shown.stream().mapToInt(line -> line.line().length()).sum()).isLessThan(2 * OutputRing.LIMIT);
        assertThat(shown.get(shown.size() - 2).line()).matches("\\(\\d+ lines of \\d+ characters are missing here.*");
    }

    /** So many bytes, and no line end. */
    private static final class Flood extends InputStream {

        private int left;

        Flood(int size) {
            left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 'x' : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int count = Math.min(left, length);
            Arrays.fill(buffer, offset, offset + count, (byte) 'x');
            left -= count;
            return count == 0 ? -1 : count;
        }
    }

    @Test
    void theLastLinesAreKeptAndCut() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            read("line " + i + " " + "x".repeat(3_000) + "\n");
        }

        assertThat(lines.last().all())
                .hasSizeBetween(50, 500)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(1_100))
                .last()
                .asString()
                .startsWith("line 999 ");
    }

    @Test
    void theLastWordsOfACallAreNotThoseOfTheOnesBefore() throws IOException {
        read(RS + "o 1 0 digest" + US + "first\n" + "native of the first\n" + RS + "o 2 0 digest" + US + "second\n"
                + "# A fatal error\n");

        assertThat(lines.last().of(2)).containsExactly("second", "# A fatal error");
        assertThat(lines.last().all()).hasSize(4);
    }

    @Test
    void aConsumerThatThrowsDoesNotStopTheDraining() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        OutputLines rude = new OutputLines(1, 1, line -> {
            calls.incrementAndGet();
            throw new IllegalStateException("log is full");
        });

        rude.readFrom(new ByteArrayInputStream("a\nb\nc\n".getBytes(StandardCharsets.UTF_8)));

        assertThat(calls).hasValue(3);
        assertThat(rude.last().all()).containsExactly("a", "b", "c");
    }
}
