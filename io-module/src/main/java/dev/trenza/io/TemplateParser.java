package dev.trenza.io;

import dev.trenza.task.NearestName;
import java.util.ArrayList;
import java.util.List;

/** Reads the text of a {@link Template} once, from left to right. */
final class TemplateParser {

    private final String text;

    // Mutable state
    private final List<Part> parts = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private int position;

    TemplateParser(String text) {
        this.text = text;
    }

    /** Literals and placeholders by turns: two literals never follow each other. */
    List<Part> parse() {
        while (position < text.length()) {
            char c = text.charAt(position);
            boolean isDoubled = position + 1 < text.length() && text.charAt(position + 1) == c;
            if ((c == '{' || c == '}') && isDoubled) {
                literal.append(c);
                position += 2;
            } else if (c == '{') {
                placeholder();
            } else if (c == '}') {
                throw problem("'}' at position " + (position + 1) + " closes nothing; write '}}' for a brace");
            } else {
                literal.append(c);
                position++;
            }
        }
        endLiteral();
        return parts;
    }

    private void placeholder() {
        int end = text.indexOf('}', position);
        if (end < 0) {
            throw problem("'{' at position " + (position + 1) + " is not closed; write '{{' for a brace");
        }
        String word = text.substring(position + 1, end);
        Placeholder placeholder = Placeholder.of(word)
                .orElseThrow(() -> problem("'{" + word + "}' is no placeholder (write '{{' for a brace)"
                        + NearestName.suggestion(word, Placeholder.words())));
        endLiteral();
        parts.add(new Part(word, placeholder));
        position = end + 1;
    }

    private void endLiteral() {
        if (literal.length() > 0) {
            parts.add(new Part(literal.toString(), null));
            literal.setLength(0);
        }
    }

    private IllegalArgumentException problem(String what) {
        return new IllegalArgumentException("template '" + text + "': " + what);
    }
}
