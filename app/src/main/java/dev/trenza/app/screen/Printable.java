package dev.trenza.app.screen;

/** Makes text of unknown origin fit to be shown. */
public final class Printable {

    private static final String ELLIPSIS = "...";

    private Printable() {}

    /** The text without anything that could move a terminal's cursor: control characters as {@code ^[}, {@code ^M}. */
    public static String line(String text) {
        if (text.chars().noneMatch(Printable::isControl)) {
            return text;
        }
        StringBuilder line = new StringBuilder(text.length() + 16);
        text.chars().forEach(c -> {
            if (!isControl(c)) {
                line.append((char) c);
            } else if (c < 0x20) {
                line.append('^').append((char) (c + '@'));
            } else {
                line.append('?');
            }
        });
        return line.toString();
    }

    /** Several lines as one, and not longer than {@code limit} characters. */
    public static String oneLine(String text, int limit) {
        String line = line(text.strip().replaceAll("\\s*\\R\\s*", " | "));
        return line.length() <= limit ? line : line.substring(0, limit - ELLIPSIS.length()) + ELLIPSIS;
    }

    /** The same, but what has no room is missing in the middle: names of files differ at their ends. */
    public static String shortened(String text, int limit) {
        String line = oneLine(text, Integer.MAX_VALUE);
        if (line.length() <= limit) {
            return line;
        }
        int head = (limit - ELLIPSIS.length()) / 3;
        return line.substring(0, head) + ELLIPSIS + line.substring(line.length() - (limit - ELLIPSIS.length() - head));
    }

    private static boolean isControl(int c) {
        return (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0);
    }
}
