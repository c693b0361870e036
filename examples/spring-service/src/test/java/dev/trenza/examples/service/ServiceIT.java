package dev.trenza.examples.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The service as it is, with real workers, over HTTP. */
@Tag("process")
@Timeout(300)
class ServiceIT {

    private static final int CLIENTS = 4;
    private static final int PRIMES_TO_20000 = 2262;

    private static ConfigurableApplicationContext service;
    private static String address;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(60)).build();

    @BeforeAll
    static void start() {
        service = SpringApplication.run(Service.class, "--server.port=0");
        address = "http://localhost:" + service.getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        List<ProcessHandle> workers = workers();
        service.close();
        assertThat(workers).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }

    private static List<ProcessHandle> workers() {
        return ProcessHandle.current().children().toList();
    }

    private HttpResponse<String> get(String path) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            return fail("no answer to " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted", e);
        }
    }

    @Test
    void requestsAreAnsweredWhileAnotherOnesTaskExhaustsItsHeapAndAfterIt() {
        assertThat(get("/primes/20000").body()).isEqualTo(String.valueOf(PRIMES_TO_20000));
        Queue<HttpResponse<String>> others = new ConcurrentLinkedQueue<>();
        CompletableFuture<HttpResponse<String>> hoard = CompletableFuture.supplyAsync(() -> get("/hoard"));

        List<CompletableFuture<Void>> load = IntStream.range(0, CLIENTS)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> {
                            do {
                                others.add(get("/primes/20000"));
                            } while (!hoard.isDone());
                        },
                        body -> new Thread(body, "client-" + i).start()))
                .toList();
        load.forEach(CompletableFuture::join);
        for (int i = 0; i < 50; i++) {
            others.add(get("/primes/20000"));
        }

        assertThat(hoard.join().statusCode()).isEqualTo(422);
        assertThat(hoard.join().body()).contains("WorkerOutOfMemoryException");
        assertThat(others)
                .hasSizeGreaterThanOrEqualTo(CLIENTS + 50)
                .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200))
                .allSatisfy(answer -> assertThat(answer.body()).isEqualTo(String.valueOf(PRIMES_TO_20000)));
        assertThat(get("/actuator/health").body()).contains("\"trenza\":{\"details\":", "\"status\":\"UP\"");
        assertThat(get("/actuator/metrics/trenza.worker.restarts?tag=reason:out-of-memory")
                        .body())
                .contains("\"value\":1.0");
    }
}
