package dev.trenza.examples.documents;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Collects the text of one document, up to a limit. Confined to the thread that runs the task.
 *
 * <p>Text comes in two ways: {@link #verbatim} keeps it as it is; {@link #flow} makes one space of every run of white
 * space, as a browser does. {@link #endLine} ends what came by {@link #flow}.
 */
final class TextBuilder {

    /** The parameter that sets the limit. */
    static final String LIMIT = "max-characters";

    static final int LONGEST_TITLE = 1_000;

    private final long limit;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder title = new StringBuilder();

    // Mutable state
    private boolean isSpacePending;

    TextBuilder(long limit) {
        this.limit = limit;
    }

    /** Adds characters as they are. */
    void verbatim(CharSequence characters) throws DocumentLimitException {
        writePendingSpace();
        demand(characters.length());
        text.append(characters);
    }

    /** Adds characters of which only the words count. */
    void flow(CharSequence characters) throws DocumentLimitException {
        for (int i = 0; i < characters.length(); i++) {
            char c = characters.charAt(i);
            if (isCollapsible(c)) {
                isSpacePending = true;
            } else {
                writePendingSpace();
                demand(1);
                text.append(c);
            }
        }
    }

    /** Begins a new line, unless one has just begun. */
    void endLine() throws DocumentLimitException {
        isSpacePending = false;
        if (!isAtLineStart()) {
            newLine();
        }
    }

    /** Ends the line, even an empty one. */
    void newLine() throws DocumentLimitException {
        isSpacePending = false;
        demand(1);
        text.append('\n');
    }

    /** Forgets the text so far. */
    void clear() {
        text.setLength(0);
        isSpacePending = false;
    }

    /** Adds to the title; what is too long for one is cut off. */
    void title(CharSequence characters) {
        int room = LONGEST_TITLE - title.length();
        title.append(characters, 0, Math.max(0, Math.min(room, characters.length())));
    }

    /** The title on one line; {@code null} if the document has none. */
    @Nullable
    String title() {
        String line = title.toString().strip().replaceAll("\\s+", " ");
        return line.isEmpty() ? null : line;
    }

    /** How many words the text has: what {@code wc -w} says of it in a UTF-8 locale. */
    long words() {
        return WordCount.of(text);
    }

    /** How many code points the text has. */
    long characters() {
        return text.codePoints().count();
    }

    /** The text so far. */
    @Override
    public String toString() {
        return text.toString();
    }

    private void writePendingSpace() throws DocumentLimitException {
        if (isSpacePending && !isAtLineStart()) {
            demand(1);
            text.append(' ');
        }
        isSpacePending = false;
    }

    private boolean isAtLineStart() {
        return text.length() == 0 || text.charAt(text.length() - 1) == '\n';
    }

    private void demand(int more) throws DocumentLimitException {
        if (text.length() + (long) more > limit) {
            throw new DocumentLimitException(String.format(
                    Locale.ROOT, "the text is longer than %,d characters; raise '%s' to read on", limit, LIMIT));
        }
    }

    /** The white space of HTML; a no-break space is none. */
    private static boolean isCollapsible(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
    }
}
