package dev.trenza.io;

import dev.trenza.task.ValueText;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/** A value that is the address of something on an HTTP server. */
final class HttpAddress {

    private HttpAddress() {}

    /**
     * Takes a value as an address; blanks around it do not count.
     *
     * @param task its name, for the message
     * @throws IllegalArgumentException if it is something else
     */
    static URI of(String task, @Nullable Object value) {
        if (!(value instanceof CharSequence || value instanceof URI || value instanceof URL)) {
            throw new IllegalArgumentException("'" + task + "' takes a URL, was " + ValueText.describe(value));
        }
        try {
            URI uri = new URI(value.toString().strip());
            String scheme = uri.getScheme();
            if (uri.getHost() == null || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
                throw new IllegalArgumentException("'" + task
                        + "' takes a URL that begins with http:// or https://, was "
                        + ValueText.describe(value) + ("file".equals(scheme) ? "; use 'read' for files" : ""));
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + task + "' takes a URL, was " + ValueText.describe(value) + ": " + e.getReason() + " at index "
                            + e.getIndex() + "; write it as %XX",
                    e);
        }
    }
}
