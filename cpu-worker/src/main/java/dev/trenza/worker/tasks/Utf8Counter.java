package dev.trenza.worker.tasks;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts as {@code wc} does in a UTF-8 locale. Confined to one thread.
 *
 * <p>A line is a line feed. A character is a valid sequence of UTF-8; a byte that belongs to none is not counted as one.
 * A word is a longest run of anything but white space; a byte that belongs to no character is part of a word. That is
 * GNU wc from version 9.5 on; up to 9.4 a run of nothing but control characters or of such bytes was no word. White
 * space is what GNU wc separates words by: also the spaces that are there to prevent a line break.
 */
final class Utf8Counter {

    // Mutable state
    private long lines;
    private long words;
    private long chars;
    private long bytes;
    private boolean isInWord;
    /** The bits so far of a character of several bytes. */
    private int codePoint;
    /** How many bytes it still needs; 0 between characters. */
    private int missing;
    /** The smallest code point that needs so many bytes. */
    private int smallest;

    /** Counts the next bytes, which may begin or end within a character. */
    void add(byte[] chunk, int length) {
        bytes += length;
        int next = 0;
        while (next < length) {
            next = missing > 0 ? next : ascii(chunk, next, length);
            if (next < length) {
                add(chunk[next++]);
            }
        }
    }

    /** Counts up to the first byte that is not ASCII; most are, and counting in local variables is twice as fast. */
    private int ascii(byte[] chunk, int from, int length) {
        long newLines = 0;
        long newWords = 0;
        boolean inWord = isInWord;
        int next = from;
        for (; next < length && chunk[next] >= 0; next++) {
            int c = chunk[next];
            newLines += c == '\n' ? 1 : 0;
            boolean isLetter = c != ' ' && (c < '\t' || c > '\r');
            newWords += isLetter && !inWord ? 1 : 0;
            inWord = isLetter;
        }
        chars += next - from;
        lines += newLines;
        words += newWords;
        isInWord = inWord;
        return next;
    }

    private void add(byte b) {
        if (missing > 0 && (b & 0xC0) == 0x80) {
            continued(b);
        } else {
            abandon();
            begun(b);
        }
    }

    private void begun(byte b) {
        if (b >= 0) {
            character(b);
        } else if ((b & 0xE0) == 0xC0) {
            expect(b & 0x1F, 1, 0x80);
        } else if ((b & 0xF0) == 0xE0) {
            expect(b & 0x0F, 2, 0x800);
        } else if ((b & 0xF8) == 0xF0) {
            expect(b & 0x07, 3, 0x10000);
        } else {
            noCharacter();
        }
    }

    private void expect(int bits, int more, int from) {
        codePoint = bits;
        missing = more;
        smallest = from;
    }

    private void continued(byte b) {
        codePoint = (codePoint << 6) | (b & 0x3F);
        missing--;
        if (missing == 0) {
            boolean isSurrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
            if (codePoint < smallest || codePoint > Character.MAX_CODE_POINT || isSurrogate) {
                noCharacter();
            } else {
                character(codePoint);
            }
        }
    }

    /** What was begun and not finished were bytes of no character. */
    private void abandon() {
        if (missing > 0) {
            missing = 0;
            noCharacter();
        }
    }

    private void character(int c) {
        chars++;
        if (c == '\n') {
            lines++;
        }
        if (isSpace(c)) {
            isInWord = false;
        } else {
            beginWord();
        }
    }

    private void noCharacter() {
        beginWord();
    }

    private void beginWord() {
        if (!isInWord) {
            isInWord = true;
            words++;
        }
    }

    /** Found by asking GNU wc 9.1 for every code point; U+2028 and U+2029 it counts since 9.5. */
    private static boolean isSpace(int c) {
        return switch (c) {
            case ' ', '\t', '\n', 0x0B, '\f', '\r', 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000 ->
                true;
            default -> c >= 0x2000 && c <= 0x200A;
        };
    }

    /** Everything so far, under the names that users see. A character that the last bytes only began is none. */
    Map<String, Object> counts() {
        abandon();
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("lines", lines);
        counts.put("words", words);
        counts.put("chars", chars);
        counts.put("bytes", bytes);
        return counts;
    }
}
