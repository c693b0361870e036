package dev.trenza.examples.pages;

import dev.trenza.task.NamedTask;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import dev.trenza.task.ValueText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;

/** {@code links}: the title of a page, and where its links lead. Thread-safe. */
public final class LinksTask implements NamedTask {

    /** For {@link java.util.ServiceLoader}. */
    public LinksTask() {}

    @Override
    public String name() {
        return "links";
    }

    @Override
    public String description() {
        return "Finds the title and the links of an HTML page";
    }

    @Override
    public String input() {
        return "the page, as bytes or text";
    }

    @Override
    public String output() {
        return "a map of title and links, each once, in their order";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Parameter.optional(
                        "base", Parameter.Type.STRING, "", "The address by which relative links are completed"),
                Parameter.optional("max-links", Parameter.Type.INTEGER, 10_000, "More of them fail the item"));
    }

    @Override
    public Task<@Nullable Object, @Nullable Object> create(Parameters parameters) {
        String base = parameters.string("base");
        long maxLinks = parameters.integer("max-links");
        return input -> links(parse(input, base), maxLinks);
    }

    /** Bytes without a character set of their own are UTF-8, as most pages are. */
    private static Document parse(@Nullable Object input, String base) throws IOException {
        if (input instanceof byte[] bytes) {
            return Jsoup.parse(new ByteArrayInputStream(bytes), null, base);
        } else if (input instanceof String text) {
            return Jsoup.parse(text, base);
        }
        throw new IllegalArgumentException("'links' takes a page as bytes or text, was " + ValueText.describe(input));
    }

    private static Map<String, Object> links(Document page, long maxLinks) throws TooManyLinksException {
        List<String> links = page.select("a[href]").stream()
                .map(link -> page.baseUri().isEmpty() ? link.attr("href") : link.absUrl("href"))
                .filter(link -> !link.isEmpty())
                .distinct()
                .toList();
        if (links.size() > maxLinks) {
            throw new TooManyLinksException(links.size() + " links are more than max-links, " + maxLinks);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("title", page.title());
        result.put("links", links);
        return result;
    }
}
