package dev.trenza.examples.documents;

/** Counts words the way {@code wc -w} of GNU coreutils does in a UTF-8 locale. */
final class WordCount {

    private static final char WORD_JOINER = '\u2060';

    private WordCount() {}

    /** How many runs of anything but white space there are. */
    static long of(CharSequence text) {
        long words = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            boolean separates = separates(text.charAt(i));
            if (inWord == separates) {
                inWord = !separates;
                words += inWord ? 1 : 0;
            }
        }
        return words;
    }

    /** All white space is in the basic plane, so surrogates need no care. {@code wc} also splits at no-break spaces. */
    private static boolean separates(char c) {
        return (c >= '\t' && c <= '\r') || Character.isSpaceChar(c) || c == WORD_JOINER;
    }
}
