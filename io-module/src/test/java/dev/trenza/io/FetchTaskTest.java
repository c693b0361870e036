package dev.trenza.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.trenza.core.pipeline.Item;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FetchTaskTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/bytes", exchange -> answer(exchange, 200, null, new byte[] {0, -1, 7}));
        server.createContext(
                "/latin",
                exchange -> answer(exchange, 200, "text/plain; charset=\"ISO-8859-1\"", "ü".getBytes(ISO_8859_1)));
        server.createContext("/untyped", exchange -> answer(exchange, 200, null, "ü".getBytes(UTF_8)));
        server.createContext("/gone", exchange -> answer(exchange, 410, null, "gone".getBytes(UTF_8)));
        server.createContext("/empty", exchange -> answer(exchange, 204, null, new byte[0]));
        server.createContext("/to-bytes", exchange -> redirect(exchange, "/bytes"));
        server.createContext("/to-gone", exchange -> redirect(exchange, "/gone"));
        server.createContext("/endless", this::dribble);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void theBodyComesAsBytes() throws Exception {
        assertThat(fetch(url("/bytes"), Map.of())).isEqualTo(new byte[] {0, -1, 7});
        assertThat(fetch(URI.create(url("/bytes")), Map.of())).isEqualTo(new byte[] {0, -1, 7});
        assertThat(fetch(url("/empty"), Map.of())).isEqualTo(new byte[0]);
    }

    @Test
    void textIsDecodedAsTheServerSaysOrElseAsTold() throws Exception {
        assertThat(fetch(url("/latin"), Map.of("as", "text"))).isEqualTo("ü");
        assertThat(fetch(url("/untyped"), Map.of("as", "text"))).isEqualTo("ü");
        assertThat(fetch(url("/untyped"), Map.of("as", "text", "charset", "iso-8859-1")))
                .isEqualTo("Ã¼");
        assertThatThrownBy(() -> fetch(url("/bytes"), Map.of("as", "text")))
                .hasMessageContaining("the body of " + url("/bytes") + " is not UTF-8: byte 1 cannot be decoded");
    }

    @Test
    void anyStatusButSuccessIsAnErrorThatNamesBoth() {
        assertThatThrownBy(() -> fetch(url("/gone"), Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("GET " + url("/gone") + " was answered with status 410");
        assertThatThrownBy(() -> fetch(url("/nowhere"), Map.of())).hasMessageContaining("with status 404");
    }

    @Test
    void redirectsAreFollowedUnlessSwitchedOff() throws Exception {
        assertThat(fetch(url("/to-bytes"), Map.of())).isEqualTo(new byte[] {0, -1, 7});
        assertThatThrownBy(() -> fetch(url("/to-bytes"), Map.of("redirects", "false")))
                .hasMessage("GET " + url("/to-bytes")
                        + " was answered with status 302, which sends on to /bytes; redirects are switched off by"
                        + " 'redirects'");
        assertThatThrownBy(() -> fetch(url("/to-gone"), Map.of()))
                .hasMessage("GET " + url("/to-gone") + " was answered by " + url("/gone") + " with status 410");
    }

    @Test
    void aBodyOverTheLimitIsRefusedWhetherItsLengthIsToldOrNot() {
        assertThatThrownBy(() -> fetch(url("/bytes"), Map.of("max-size", "2")))
                .hasMessage("GET " + url("/bytes") + ": its body has 3 bytes, and max-size is 2; raise 'max-size'");
        assertThatThrownBy(() -> fetch(url("/endless"), Map.of("max-size", "20")))
                .hasMessage("GET " + url("/endless")
                        + ": its body has more than 20 bytes, and max-size is 20; raise 'max-size'");
    }

    @Test
    void aBodyThatDribblesForEverRunsIntoTheTimeout() throws Exception {
        assertThatThrownBy(() -> fetch(url("/endless"), Map.of("timeout", "200ms")))
                .hasMessage("GET " + url("/endless") + " took longer than its 'timeout' of 0.2 s");
        assertThat(ended.await(20, TimeUnit.SECONDS))
                .as("the connection was closed")
                .isTrue();
    }

    @Test
    void anInterruptEndsTheExchange() throws Exception {
        FutureTask<Object> fetching = new FutureTask<>(() -> fetch(url("/endless"), Map.of()));
        Thread thread = new Thread(fetching);
        thread.start();
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

        thread.interrupt();

        assertThatThrownBy(() -> fetching.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        assertThat(ended.await(20, TimeUnit.SECONDS))
                .as("the connection was closed")
                .isTrue();
    }

    @Test
    void aServerThatIsNotThereIsNamed() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> fetch("http://127.0.0.1:" + port + "/x", Map.of()))
                .hasMessage("GET http://127.0.0.1:" + port + "/x: cannot connect to 127.0.0.1:" + port);
    }

    @Test
    void whatIsNoAddressIsNamedWithItsRemedy() {
        assertThatThrownBy(() -> fetch(42, Map.of())).hasMessage("'fetch' takes a URL, was the number 42");
        assertThatThrownBy(() -> fetch("file:///etc/passwd", Map.of()))
                .hasMessage("'fetch' takes a URL that begins with http:// or https://, was the text"
                        + " 'file:///etc/passwd'; use 'read' for files");
        assertThatThrownBy(() -> fetch("example.com/x", Map.of())).hasMessageContaining("begins with http://");
        assertThatThrownBy(() -> fetch("http://h/a b", Map.of()))
                .hasMessage("'fetch' takes a URL, was the text 'http://h/a b': Illegal character in path at index 10;"
                        + " write it as %XX");
    }

    @Test
    void aTimeoutOfZeroIsRefusedAtOnce() {
        assertThatThrownBy(() -> IoTaskCatalog.load(null).create("fetch", Map.of("timeout", "0s")))
                .hasMessage("'timeout' must be positive, was PT0S");
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private static Object fetch(Object value, Map<String, ?> parameters) throws Exception {
        return IoTaskCatalog.load(null).create("fetch", parameters).run(new Item("s", 0, "origin", value));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        if (type != null) {
            exchange.getResponseHeaders().set("Content-Type", type);
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    /** Sends ten bytes now and then until nobody listens. */
    private void dribble(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            while (!Thread.currentThread().isInterrupted()) {
                body.write(new byte[10]);
                body.flush();
                asked.countDown();
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (IOException | InterruptedException e) {
            ended.countDown();
        } finally {
            exchange.close();
        }
    }
}
