import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A web site on this machine, for as long as a command runs: {@code java SampleSite.java ./trenza run examples/fetch.yaml}.
 * The command finds its address in the variable SITE, and a list of its pages in PAGES. Exits as the command does.
 */
final class SampleSite {

    static final int PAGES = 60;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    SampleSite() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", SampleSite::answer);
        server.start();
    }

    public static void main(String[] arguments) throws Exception {
        SampleSite site = new SampleSite();
        Path pages = Files.createTempFile("trenza-pages", ".txt");
        int status;
        try {
            Files.write(pages, site.addresses());
            ProcessBuilder command = new ProcessBuilder(arguments).inheritIO();
            command.environment().put("SITE", site.address());
            command.environment().put("PAGES", pages.toString());
            status = command.start().waitFor();
        } finally {
            Files.delete(pages);
            site.close();
        }
        System.exit(status);
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Of all pages; the last three are one that is not there, one that fails, and one that is no page. */
    java.util.List<String> addresses() {
        return IntStream.range(0, PAGES + 3)
                .mapToObj(i -> address() + (i < PAGES ? "/page/" + i : i == PAGES ? "/gone" : i == PAGES + 1 ? "/broken" : "/bytes"))
                .toList();
    }

    void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** Page n leads to the divisors of n, by addresses of every kind. */
    static String page(int number) {
        String links = IntStream.rangeClosed(1, number)
                .filter(divisor -> number % divisor == 0)
                .mapToObj(divisor -> "<li><a href='" + (divisor % 2 == 0 ? "/page/" : "../page/") + divisor + "'>" + divisor + "</a>")
                .collect(Collectors.joining("\n"));
        return "<!doctype html><meta charset=utf-8><title>Page " + number + " &mdash; caf\u00e9</title>\n<ul>" + links
                + "<li><a href='#top'>top</a><li><a>nowhere</a></ul>";
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith("/page/")) {
            send(exchange, 200, page(Integer.parseInt(path.substring("/page/".length()))).getBytes(StandardCharsets.UTF_8));
        } else if (path.equals("/bytes")) {
            byte[] bytes = new byte[100_000];
            new java.util.Random(1).nextBytes(bytes);
            send(exchange, 200, bytes);
        } else {
            send(exchange, path.equals("/broken") ? 500 : 404, new byte[0]);
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
