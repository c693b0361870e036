package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.ValueText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What may stand between the braces of a {@link Template}. */
enum Placeholder {
    ORIGIN("origin", ""),
    PATH("path", null),
    BASE("base", "."),
    DIR("dir", "//"),
    NAME("name", "/"),
    STEM("stem", "/."),
    EXT("ext", null),
    RELATIVE("relative", null),
    RELATIVE_DIR("relative-dir", null),
    SEQ("seq", null),
    NUMBER("number", "#"),
    STREAM("stream", null),
    VALUE("value", null);

    private final String word;
    private final @Nullable String alias;

    Placeholder(String word, @Nullable String alias) {
        this.word = word;
        this.alias = alias;
    }

    /** The placeholder of this word, or of GNU parallel's sign for it. */
    static Optional<Placeholder> of(String word) {
        return Arrays.stream(values())
                .filter(placeholder -> placeholder.word.equals(word) || word.equals(placeholder.alias))
                .findFirst();
    }

    /** Every word, for messages. */
    static List<String> words() {
        return Arrays.stream(values()).map(placeholder -> placeholder.word).toList();
    }

    /**
     * What it becomes for this item.
     *
     * @throws IllegalArgumentException if the item has no text for it
     */
    String replacement(Item item) {
        return switch (this) {
            case ORIGIN -> Origin.of(item).text();
            case PATH -> Origin.of(item).path();
            case BASE -> Origin.of(item).base();
            case DIR -> Origin.of(item).directory();
            case NAME -> Origin.of(item).name();
            case STEM -> Origin.of(item).stem();
            case EXT -> Origin.of(item).extension();
            case RELATIVE -> Origin.of(item).relative();
            case RELATIVE_DIR -> Origin.of(item).relativeDirectory();
            case SEQ -> Long.toString(item.seq());
            case NUMBER -> Long.toString(item.seq() + 1);
            case STREAM -> item.stream();
            case VALUE -> plainText("value", item.value());
        };
    }

    /**
     * The text of a plain value.
     *
     * @param what the placeholder tells of, for the message
     * @throws IllegalArgumentException if the value has no text that anybody would expect
     */
    static String plainText(String what, @Nullable Object value) {
        if (value instanceof Number || value instanceof Boolean || value instanceof CharSequence) {
            return value.toString();
        }
        throw new IllegalArgumentException("the " + what + " is " + ValueText.describe(value)
                + ", which has no place in a template; use {seq} and {stream} for a name");
    }
}
