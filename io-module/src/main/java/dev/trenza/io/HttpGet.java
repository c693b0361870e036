package dev.trenza.io;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gets bodies by HTTP, within limits. Thread-safe; blocks; an interrupt ends the exchange. */
final class HttpGet {

    private static final Pattern CHARSET_OF_TYPE =
            Pattern.compile("charset\\s*=\\s*\"?([A-Za-z0-9._:-]+)", Pattern.CASE_INSENSITIVE);

    private final Duration connectTimeout;
    private final Duration timeout;
    private final boolean redirects;
    private final int limit;
    private final Charset charset;

    // Mutable state, guarded by this
    private @Nullable HttpClient client;

    /**
     * Opens nothing.
     *
     * @throws IllegalArgumentException if a time-out is zero
     */
    HttpGet(Duration connectTimeout, Duration timeout, boolean redirects, int limit, Charset charset) {
        this.connectTimeout = positive("connect-timeout", connectTimeout);
        this.timeout = positive("timeout", timeout);
        this.redirects = redirects;
        this.limit = limit;
        this.charset = charset;
    }

    private static Duration positive(String name, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("'" + name + "' must be positive, was " + duration);
        }
        return duration;
    }

    byte[] bytes(@Nullable Object url) throws IOException, InterruptedException {
        return get(HttpAddress.of("fetch", url)).body();
    }

    /** Decodes by the charset of the answer's type, or else by the one that was given. */
    String text(@Nullable Object url) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get(HttpAddress.of("fetch", url));
        Matcher matcher = CHARSET_OF_TYPE.matcher(
                response.headers().firstValue("Content-Type").orElse(""));
        boolean isKnown = matcher.find() && isSupported(matcher.group(1));
        return Content.decode(
                response.body(),
                isKnown ? Charset.forName(matcher.group(1)) : charset,
                "the body of " + response.uri());
    }

    private static boolean isSupported(String charset) {
        try {
            return Charset.isSupported(charset);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private HttpResponse<byte[]> get(URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("User-Agent", "trenza")
                // In clear text the JDK would ask to upgrade to HTTP/2, which some servers answer with an error.
                .version(
                        "https".equalsIgnoreCase(uri.getScheme())
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .build();
        // Not HttpRequest's own time-out: that ends with the headers, and a body may dribble for ever.
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client().sendAsync(request, answer -> new BoundedBody(answer, limit));
        try {
            HttpResponse<byte[]> response = exchange.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
            refuseAllButSuccess(uri, response);
            return response;
        } catch (TimeoutException e) {
            throw new IOException("GET " + uri + " took longer than its 'timeout' of " + seconds(timeout), e);
        } catch (ExecutionException e) {
            throw new IOException("GET " + uri + ": " + reason(uri, e.getCause()), e.getCause());
        } finally {
            exchange.cancel(true);
        }
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .connectTimeout(connectTimeout)
                    .followRedirects(redirects ? HttpClient.Redirect.NORMAL : HttpClient.Redirect.NEVER)
                    .build();
        }
        return client;
    }

    private void refuseAllButSuccess(URI uri, HttpResponse<?> response) throws IOException {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return;
        }
        String from = response.uri().equals(uri) ? "" : " by " + response.uri();
        String to = response.headers()
                .firstValue("Location")
                .map(location -> ", which sends on to " + location
                        + (redirects ? "" : "; redirects are switched off by 'redirects'"))
                .orElse("");
        throw new IOException("GET " + uri + " was answered" + from + " with status " + status + to);
    }

    private String reason(URI uri, @Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "no such host: " + uri.getHost();
            }
            if (cause instanceof HttpConnectTimeoutException) {
                return "no connection within the 'connect-timeout' of " + seconds(connectTimeout);
            }
        }
        if (failure instanceof ConnectException) {
            return "cannot connect to " + uri.getAuthority();
        }
        return failure == null || failure.getMessage() == null ? String.valueOf(failure) : failure.getMessage();
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1e3 + " s";
    }
}
