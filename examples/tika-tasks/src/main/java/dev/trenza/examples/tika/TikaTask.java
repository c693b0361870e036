package dev.trenza.examples.tika;

import dev.trenza.task.ContextTask;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import dev.trenza.task.TaskContext;
import dev.trenza.task.UnusableFileException;
import dev.trenza.task.ValueText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * {@code tika}: text, type, title, author and number of pages of a PDF, odt, EPUB, HTML or plain text, whatever the name of
 * its file says. Thread-safe.
 *
 * <p>Takes a path (a string) or the document itself (bytes). What it does not read fails alone:
 * {@link UnreadableDocumentException}.
 */
public final class TikaTask implements NamedTask {

    private static final String MAX_CHARACTERS = "max-characters";
    private static final String PASSWORD = "password";

    /** For {@link java.util.ServiceLoader}. */
    public TikaTask() {}

    @Override
    public String name() {
        return "tika";
    }

    @Override
    public String description() {
        return "Extracts text and metadata of PDF, odt, EPUB, HTML or plain text, with Apache Tika";
    }

    @Override
    public String input() {
        return "a path, or bytes";
    }

    @Override
    public String output() {
        return "a map of type, title, author, pages, characters and text; what a document does not say is null";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.optional(
                        MAX_CHARACTERS, Parameter.Type.INTEGER, 1_000_000, "How long the text of one document may be"),
                Parameter.optional(PASSWORD, Parameter.Type.STRING, "", "For documents that are encrypted"));
    }

    /** Once in each worker: to make the parsers takes longer than most documents. */
    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        long maxCharacters = parameters.integer(MAX_CHARACTERS);
        if (maxCharacters < 1) {
            throw new IllegalArgumentException("'" + MAX_CHARACTERS + "' must be >= 1, was " + maxCharacters);
        }
        DocumentParser parser = new DocumentParser(maxCharacters, parameters.string(PASSWORD));
        ContextTask<@Nullable Object, @Nullable Object> task = (input, context) -> read(parser, input, context);
        return task;
    }

    private Map<String, @Nullable Object> read(DocumentParser parser, @Nullable Object input, TaskContext context)
            throws IOException {
        Metadata metadata = new Metadata();
        if (input instanceof byte[] bytes) {
            try (TikaInputStream in = TikaInputStream.get(bytes, metadata)) {
                return parser.parse("the document given", in, metadata, context);
            }
        } else if (input instanceof String path) {
            try (TikaInputStream in = open(Path.of(path), metadata)) {
                return parser.parse("'" + path + "'", in, metadata, context);
            }
        }
        throw new IllegalArgumentException(
                "'" + name() + "' takes a path (a string) or bytes, was " + ValueText.describe(input));
    }

    private static TikaInputStream open(Path path, Metadata metadata) throws IOException {
        try {
            return TikaInputStream.get(path, metadata);
        } catch (IOException e) {
            throw UnusableFileException.of(path, "cannot be read", e);
        }
    }
}
