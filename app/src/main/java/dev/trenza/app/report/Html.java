package dev.trenza.app.report;

import java.util.Set;

/**
 * HTML in the making. Names of elements and attributes come from this program; every text and every value of an attribute
 * is escaped, wherever it comes from. Not thread-safe.
 */
final class Html {

    /** Behind these a line end is not seen. */
    private static final Set<String> BLOCKS = Set.of(
            "div", "section", "details", "table", "tr", "li", "p", "figure", "svg", "rect", "path", "header", "h2");

    // Mutable state
    private final StringBuilder page = new StringBuilder(1 << 16);

    /**
     * Opens an element.
     *
     * @param attributes names and values in turn
     */
    Html open(String name, String... attributes) {
        page.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            page.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            page.append('"');
        }
        page.append('>');
        return this;
    }

    /** Closes an element. */
    Html close(String name) {
        page.append("</").append(name).append('>');
        if (BLOCKS.contains(name)) {
            page.append('\n');
        }
        return this;
    }

    /** Adds text. */
    Html text(String text) {
        escape(text);
        return this;
    }

    /** Adds an element that holds nothing but text. */
    Html element(String name, String text, String... attributes) {
        return open(name, attributes).text(text).close(name);
    }

    /** Adds text of unknown direction and length, such as the name of a file. */
    Html foreign(String text) {
        return open("bdi").text(text).close("bdi");
    }

    /** Adds what stands in a resource of this program, as it is. */
    Html resource(String content) {
        page.append(content);
        return this;
    }

    /** Whatever would be more than text; and control characters and halves of characters, which HTML does not know. */
    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> page.append("&lt;");
                case '>' -> page.append("&gt;");
                case '&' -> page.append("&amp;");
                case '"' -> page.append("&quot;");
                case '\'' -> page.append("&#39;");
                default -> page.append(isText(text, i) ? c : '\uFFFD');
            }
        }
    }

    private static boolean isText(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        }
        return !Character.isISOControl(c) || c == '\n' || c == '\t';
    }

    /** The page so far. */
    @Override
    public String toString() {
        return page.toString();
    }
}
