package dev.trenza.app.output;

import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.StreamOutcome;
import dev.trenza.io.Template;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of one's own: <code>{value}  {}</code>. Immutable.
 *
 * <p>The placeholders are those of {@link Template}; <code>{value}</code> is what the task returned: texts and numbers
 * plainly, lists and maps as JSON, bytes in base64, nothing for null. {@code \n}, {@code \t}, {@code \0} and {@code \\}
 * are escapes.
 */
public final class LineTemplate {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(.?)", Pattern.DOTALL);
    private static final String ESCAPES = "nt0\\";
    private static final String MEANINGS = "\n\t\0\\";

    private final Template template;
    private final String text;

    private LineTemplate(Template template, String text) {
        this.template = template;
        this.text = text;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException names the placeholder or escape that is unknown
     */
    public static LineTemplate parse(String text) {
        String plain = ESCAPE.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(meaning(escape.group(1))));
        return new LineTemplate(Template.parse(plain), text);
    }

    private static String meaning(String character) {
        int index = character.isEmpty() ? -1 : ESCAPES.indexOf(character);
        if (index < 0) {
            throw new IllegalArgumentException("'\\" + character + "' is no escape; there are \\n \\t \\0 \\\\");
        }
        return MEANINGS.substring(index, index + 1);
    }

    /** The line of a success, without a line end. */
    String fill(StreamOutcome outcome) {
        return template.fill(
                new Item(outcome.stream(), outcome.seq(), outcome.origin(), PlainText.of(outcome.value())));
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
