package dev.trenza.examples.documents;

import dev.trenza.task.ContextTask;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code text}: the text and title of an HTML, XML, docx, odt or plain text document, and how many words it has.
 * Thread-safe.
 *
 * <p>Takes a path (a string) or the document itself (bytes). Returns a map of {@code type}, {@code title} (may be
 * {@code null}), {@code words} (counted like {@code wc -w}), {@code characters} (code points) and {@code text}.
 *
 * <p>A document that cannot be read, or that exceeds a limit, fails alone: {@link UnreadableDocumentException},
 * {@link DocumentLimitException}.
 */
public final class TextTask implements NamedTask {

    private static final String AUTO = "auto";
    private static final long DEFAULT_MAX_CHARACTERS = 10_000_000;
    private static final String DEFAULT_MAX_EXPANSION = "64m";

    /** For {@link java.util.ServiceLoader}. */
    public TextTask() {}

    @Override
    public String name() {
        return "text";
    }

    @Override
    public String description() {
        return "Extracts the text and title of HTML, XML, docx, odt or plain text, and counts its words";
    }

    @Override
    public String input() {
        return "a path, or bytes";
    }

    @Override
    public String output() {
        return "a map of type, title, words, characters and text";
    }

    @Override
    public List<Parameter> parameters() {
        List<String> types = Stream.concat(
                        Stream.of(AUTO), Arrays.stream(DocumentType.values()).map(DocumentType::label))
                .toList();
        return List.of(
                Parameter.choice("type", AUTO, types, "What the document is; auto looks at its content"),
                Parameter.optional(
                        TextBuilder.LIMIT,
                        Parameter.Type.INTEGER,
                        DEFAULT_MAX_CHARACTERS,
                        "How long the text of one document may be"),
                Parameter.optional(
                        Archive.LIMIT,
                        Parameter.Type.SIZE,
                        DEFAULT_MAX_EXPANSION,
                        "How many bytes the entries read from one docx or odt may expand to"));
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        String type = parameters.string("type");
        long maxCharacters = positive(TextBuilder.LIMIT, parameters.integer(TextBuilder.LIMIT));
        long maxExpansion = positive(Archive.LIMIT, parameters.size(Archive.LIMIT));
        ContextTask<@Nullable Object, @Nullable Object> task = (input, context) -> {
            Document document = Document.of(input, maxExpansion, context);
            return extract(document, type, new TextBuilder(maxCharacters));
        };
        return task;
    }

    private static long positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("'" + name + "' must be >= 1, was " + value);
        }
        return value;
    }

    private static Map<String, @Nullable Object> extract(Document document, String wanted, TextBuilder text)
            throws IOException {
        DocumentType type = wanted.equals(AUTO) ? TypeSniffer.typeOf(document) : DocumentType.labelled(wanted);
        type.read(document, text);
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("type", type.label());
        result.put("title", text.title());
        result.put("words", text.words());
        result.put("characters", text.characters());
        result.put("text", text.toString());
        return result;
    }
}
