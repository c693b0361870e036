package dev.trenza.worker.tasks;

import static dev.trenza.worker.tasks.Calls.call;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordCountTaskTest {

    @TempDir
    Path directory;

    @Test
    void itAgreesWithWcOverRealFiles() throws Exception {
        List<Path> texts = new ArrayList<>();
        for (Path file : Oracle.realFiles()) {
            // What control characters, and bytes of no character, are to words depends on the version of wc.
            byte[] content = Files.readAllBytes(file);
            boolean hasControls = new String(content, ISO_8859_1).matches("(?s).*[\\x00-\\x08\\x0e-\\x1f].*");
            if (!hasControls && Arrays.equals(content, new String(content, UTF_8).getBytes(UTF_8))) {
                texts.add(file);
            }
        }

        agreesWithWc("-lwmc", List.of("lines", "words", "chars", "bytes"), texts);
    }

    /** Each file has 256 lines, of which each has one code point between two letters. */
    @Test
    void itSeparatesWordsByTheSameCodePointsAsWc() throws Exception {
        List<Path> files = new ArrayList<>();
        for (int block = 0; block <= Character.MAX_CODE_POINT; block += 256) {
            StringBuilder text = new StringBuilder();
            for (int c = block; c < block + 256; c++) {
                // Since 9.5 wc separates words by the line and the paragraph separator, before it did not.
                boolean isUndecided = c == 0x2028 || c == 0x2029;
                if (!isUndecided && !(c >= 0xD800 && c <= 0xDFFF)) {
                    text.append('a').appendCodePoint(c).append("b\n");
                }
            }
            files.add(Files.writeString(directory.resolve("block" + block), text));
        }

        agreesWithWc("-lwmc", List.of("lines", "words", "chars", "bytes"), files);
    }

    @Test
    void itCountsTheValidCharactersAmongAnyBytesAsWcDoes() throws Exception {
        Random random = new Random(3);
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            files.add(Files.write(directory.resolve("bytes" + i), almostUtf8(random)));
        }

        agreesWithWc("-lmc", List.of("lines", "chars", "bytes"), files);
    }

    /** Valid UTF-8 with some bytes changed, lost or moved; no lead byte beyond Unicode, of which glibc takes some. */
    private static byte[] almostUtf8(Random random) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 200; i++) {
            int c = random.nextInt(1 << (1 + random.nextInt(20)));
            byte[] encoded =
                    Character.toString(c >= 0xD800 && c <= 0xDFFF ? '\n' : c).getBytes(UTF_8);
            if (random.nextInt(4) == 0) {
                encoded[random.nextInt(encoded.length)] = (byte) random.nextInt(0xF4);
            }
            bytes.write(encoded, 0, random.nextInt(6) == 0 ? random.nextInt(encoded.length + 1) : encoded.length);
        }
        return bytes.toByteArray();
    }

    @Test
    void howTheBytesArriveMakesNoDifference() {
        byte[] content =
                "wörd \u2003 zwei\u00a0drei\n\ud83d\ude00 \u20ac\n".repeat(50).getBytes(UTF_8);
        Utf8Counter whole = new Utf8Counter();
        whole.add(content, content.length);

        for (int size = 1; size < 9; size++) {
            Utf8Counter pieces = new Utf8Counter();
            for (int i = 0; i < content.length; i += size) {
                byte[] piece = Arrays.copyOfRange(content, i, Math.min(content.length, i + size));
                pieces.add(piece, piece.length);
            }

            assertThat(pieces.counts()).isEqualTo(whole.counts());
        }
        assertThat(whole.counts())
                .isEqualTo(Map.of("lines", 100L, "words", 250L, "chars", 50L * 21, "bytes", (long) content.length));
    }

    @Test
    void aByteOfNoCharacterIsPartOfAWordAndNoCharacter() throws Exception {
        assertThat(call("wordcount", Map.of(), new byte[] {' ', (byte) 0xff, ' ', (byte) 0xe2, (byte) 0x82}))
                .isEqualTo(Map.of("lines", 0L, "words", 2L, "chars", 2L, "bytes", 5L));
        assertThat(call("wordcount", Map.of(), new byte[] {1, ' ', 2}))
                .isEqualTo(Map.of("lines", 0L, "words", 2L, "chars", 3L, "bytes", 3L));
        assertThat(call("wordcount", Map.of(), new byte[0]))
                .isEqualTo(Map.of("lines", 0L, "words", 0L, "chars", 0L, "bytes", 0L));
    }

    private static void agreesWithWc(String options, List<String> fields, List<Path> files) throws Exception {
        List<String> expected = Oracle.linesOf(List.of("wc", options), files);
        TreeSet<String> wrong = new TreeSet<>();
        for (int i = 0; i < files.size(); i++) {
            Map<?, ?> counts =
                    (Map<?, ?>) call("wordcount", Map.of(), files.get(i).toString());
            List<String> numbers =
                    Arrays.asList(expected.get(i).strip().split("\\s+")).subList(0, fields.size());
            if (!numbers.equals(
                    fields.stream().map(field -> counts.get(field).toString()).toList())) {
                wrong.add(expected.get(i) + ", but here " + counts);
            }
        }
        assertThat(wrong).isEmpty();
    }
}
