package dev.trenza.io;

import dev.trenza.core.pipeline.Item;
import dev.trenza.task.Parameter;
import dev.trenza.task.Parameters;
import dev.trenza.task.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code fetch}: what an HTTP server answers, in the place of its address. Thread-safe.
 *
 * <p>Each stage has one client, which keeps connections open between items; its threads end when the stage is garbage.
 */
public final class FetchTask implements IoTask {

    private static final String MAX_SIZE = "max-size";
    private static final String CONNECT_TIMEOUT = "connect-timeout";
    private static final String TIMEOUT = "timeout";
    private static final String REDIRECTS = "redirects";

    @Override
    public String name() {
        return "fetch";
    }

    @Override
    public String description() {
        return "Gets what a URL means, by HTTP";
    }

    @Override
    public String input() {
        return "a URL that begins with http:// or https://";
    }

    @Override
    public String output() {
        return "the body of the answer";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Content.AS,
                Parameter.optional(
                        Content.CHARSET.name(),
                        Parameter.Type.STRING,
                        Content.CHARSET.defaultValue(),
                        "how the text is encoded where the server does not say"),
                Parameter.optional(MAX_SIZE, Parameter.Type.SIZE, "64m", "a larger body is an error; at most 2047m"),
                Parameter.optional(CONNECT_TIMEOUT, Parameter.Type.DURATION, "10s", "for the connection"),
                Parameter.optional(TIMEOUT, Parameter.Type.DURATION, "60s", "for all of it, to the last byte"),
                Parameter.optional(
                        REDIRECTS, Parameter.Type.BOOLEAN, true, "whether to follow them, never from https to http"));
    }

    /** Its task signals an {@link java.io.IOException} for any answer but 2xx; names the URL and the status. */
    @Override
    public Task<Item, @Nullable Object> create(Parameters parameters) {
        boolean asText = Content.asText(parameters);
        HttpGet get = new HttpGet(
                parameters.duration(CONNECT_TIMEOUT),
                parameters.duration(TIMEOUT),
                parameters.flag(REDIRECTS),
                Content.limit(MAX_SIZE, parameters),
                Content.charset(parameters));
        return item -> asText ? get.text(item.value()) : get.bytes(item.value());
    }
}
