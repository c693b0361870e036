package dev.trenza.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.pipeline.SourceItem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@Timeout(60)
class LinesSourceTest {

    @TempDir
    Path directory;

    @Test
    void aLineEndsWithALineFeedAndTheLastOneWithTheFile() throws IOException {
        assertThat(lines("a\nb\n")).containsExactly("a", "b");
        assertThat(lines("a\nb")).containsExactly("a", "b");
        assertThat(lines("\n\na\n\n")).containsExactly("", "", "a", "");
        assertThat(lines("")).isEmpty();
    }

    @Test
    void aCarriageReturnIsPartOfTheLineEndOnlyBeforeALineFeed() throws IOException {
        assertThat(lines("a\r\nb\rc\r\r\n\r\nd\r")).containsExactly("a", "b\rc\r", "", "d");
    }

    @Test
    void withNullALineMayHoldAnythingElse() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "a\nb\r\0\0c\0");

        assertThat(open(Map.of("path", file, "null", true)).collectList().block())
                .containsExactly("a\nb\r", "", "c");
    }

    @Test
    void aByteOrderMarkIsNotPartOfTheFirstLine() throws IOException {
        assertThat(lines("\uFEFFa\n\uFEFFb\n")).containsExactly("a", "\uFEFFb");
    }

    @Test
    void anyCharsetIsRead() throws IOException {
        for (Charset charset : List.of(UTF_8, ISO_8859_1, UTF_16, UTF_16LE, Charset.forName("IBM850"))) {
            Path file = Files.write(directory.resolve("f"), "ä\nöü\r\n".getBytes(charset));

            assertThat(open(Map.of("path", file, "charset", charset))
                            .collectList()
                            .block())
                    .as(charset.name())
                    .containsExactly("ä", "öü");
        }
    }

    @Test
    void aFileWhoseNameEndsWithGzIsUnpackedAllOfIt() throws IOException {
        Path file = directory.resolve("f.gz");
        Files.write(file, gzip("a\nb"));
        Files.write(file, gzip("c\nd\n"), StandardOpenOption.APPEND); // As 'cat a.gz b.gz' makes it.

        assertThat(open(Map.of("path", file)).collectList().block()).containsExactly("a", "bc", "d");
    }

    @Test
    void whatIsNoGzipFileOrIsCutOffIsTold() throws IOException {
        Path plain = Files.writeString(directory.resolve("plain.gz"), "a\n");
        Path empty = Files.createFile(directory.resolve("empty.gz"));
        byte[] packed =
                gzip("a\n".repeat(10) + new Random(1).ints(50_000).boxed().toList());
        Path cut = Files.write(directory.resolve("cut.gz"), Arrays.copyOf(packed, packed.length / 2));

        for (Path file : List.of(plain, empty)) {
            assertThatThrownBy(() -> open(Map.of("path", file)).blockLast())
                    .hasMessageContaining("'" + file + "' is no gzip file, as its name says; rename it");
        }
        StepVerifier.create(open(Map.of("path", cut)).cast(String.class))
                .expectNextCount(10)
                .verifyErrorSatisfies(e -> assertThat(e)
                        .hasMessageStartingWith("'" + cut + "' cannot be read after line 10: Unexpected end"));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(UTF_8));
        }
        return packed.toByteArray();
    }

    @Test
    void aLineThatIsTooLongIsOneFailedItem() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "1234\r\n12345\n" + "x".repeat(300_000) + "\n1234");

        List<Object> items =
                open(Map.of("path", file, "max-line", 4)).collectList().block();

        assertThat(items).hasSize(4).element(0).isEqualTo("1234");
        assertFailed(
                items.get(1),
                file + ":2",
                "line 2 of '" + file + "' has 5 characters, and max-line is 4; raise" + " 'max-line'");
        assertFailed(
                items.get(2),
                file + ":3",
                "line 3 of '" + file + "' has 300000 characters, and max-line is 4;" + " raise 'max-line'");
        assertThat(items.get(3)).isEqualTo("1234");
    }

    @Test
    void aLineThatCannotBeDecodedIsOneFailedItem() throws IOException {
        Path file = Files.write(directory.resolve("f"), "ok\n\u00ff\nalso ok\n\u00ffend\u00e9".getBytes(ISO_8859_1));

        List<Object> items = open(file.toString()).collectList().block();

        assertThat(items).hasSize(4).contains("ok", "also ok");
        assertFailed(items.get(1), file + ":2", "line 2 of '" + file + "' is not UTF-8; give its 'charset'");
        assertFailed(items.get(3), file + ":4", "line 4 of '" + file + "' is not UTF-8; give its 'charset'");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void howTheBytesArriveMakesNoDifference(long seed) throws IOException {
        Random random = new Random(seed);
        List<String> expected = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            String line = random.ints(random.nextInt(120), 0x20, random.nextBoolean() ? 0x7f : 0xd800)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .append(random.nextInt(9) == 0 ? "\ud83d\ude00" : "")
                    .toString();
            expected.add(line);
            text.append(line).append(random.nextBoolean() ? "\n" : "\r\n");
        }
        if (expected.get(0).startsWith("\uFEFF")) {
            expected.set(0, expected.get(0).substring(1));
        }
        InputStream dribbling = new ByteArrayInputStream(text.toString().getBytes(UTF_8)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(700)));
            }
        };

        LineCursor cursor = new LineCursor("f", dribbling, UTF_8, '\n', 1_000);
        List<Object> found = new ArrayList<>();
        for (Object line = cursor.next(); line != null; line = cursor.next()) {
            found.add(line);
        }

        assertThat(found).isEqualTo(expected);
    }

    @Test
    void linesAreReadOnDemand() throws IOException {
        Path file = Files.writeString(directory.resolve("f"), "a\nb\nc\n");

        StepVerifier.create(open(file.toString()), 0)
                .thenRequest(1)
                .expectNext("a")
                .thenRequest(2)
                .expectNext("b", "c")
                .thenRequest(1)
                .expectComplete()
                .verify(Duration.ofSeconds(20));
    }

    @Test
    void aHyphenIsStandardInputAndNothingIsTheSame() {
        InputStream before = System.in;
        boolean[] isClosed = new boolean[1];
        System.setIn(new ByteArrayInputStream("a\nb\n".getBytes(UTF_8)) {
            @Override
            public void close() {
                isClosed[0] = true;
            }
        });
        try {
            assertThat(open("-").collectList().block()).containsExactly("a", "b");
            System.setIn(new ByteArrayInputStream("c".getBytes(UTF_8)));
            assertThat(open(null).collectList().block()).containsExactly("c");
        } finally {
            System.setIn(before);
        }
        assertThat(isClosed[0]).isFalse();
    }

    @Test
    void cancellingEndsTheWaitForAPipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        Assumptions.assumeTrue(makePipe(pipe));
        try (RandomAccessFile writer = new RandomAccessFile(pipe.toFile(), "rw")) {
            writer.write("first\nsec".getBytes(UTF_8));
            Thread[] thread = new Thread[1];
            Disposable[] subscription = new Disposable[1];
            java.util.concurrent.CountDownLatch first = new java.util.concurrent.CountDownLatch(1);
            subscription[0] = open(pipe.toString()).subscribe(line -> {
                thread[0] = Thread.currentThread();
                first.countDown();
            });
            first.await();

            subscription[0].dispose();

            thread[0].join(20_000);
            assertThat(thread[0].isAlive()).isFalse();
        }
    }

    @Test
    void whatCannotBeReadIsNamed() {
        Path missing = directory.resolve("missing");

        StepVerifier.create(open(missing.toString()))
                .verifyErrorMessage("'" + missing + "' cannot be read: there is no such file");
        StepVerifier.create(open(directory.toString()))
                .verifyErrorMessage("'" + directory + "' has no lines: it is a directory");
        assertThatThrownBy(() -> open(Map.of("charset", "klingon"))).hasMessageContaining("'klingon'");
    }

    private List<Object> lines(String content) throws IOException {
        Path file = Files.writeString(directory.resolve("f"), content);
        return open(file.toString()).collectList().block();
    }

    private static Flux<Object> open(Object setting) {
        return SourceCatalog.load(null).open("lines", setting);
    }

    private static void assertFailed(Object item, String origin, String message) {
        assertThat(item).isInstanceOfSatisfying(SourceItem.class, failed -> {
            assertThat(failed.origin()).isEqualTo(origin);
            assertThat(failed.failure()).hasMessage(message);
        });
    }

    private static boolean makePipe(Path pipe) throws InterruptedException {
        try {
            return new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
