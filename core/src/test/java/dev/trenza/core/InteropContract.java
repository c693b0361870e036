package dev.trenza.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.task.ContextTask;
import dev.trenza.task.TaskContext;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** How any pool gets on with what is not Reactor's, and with what Reactor's context carries. */
@Timeout(120)
abstract class InteropContract {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @TempDir
    private Path files;

    private TaskPool pool;

    abstract TaskPool newPool();

    @BeforeEach
    void open() {
        pool = newPool();
    }

    @AfterEach
    void close() {
        pool.closeNow();
    }

    private static int square(int x) {
        return x * x;
    }

    private static String sleep(String directory) throws Exception {
        mark(directory, "begun");
        try {
            Thread.sleep(600_000);
        } catch (InterruptedException e) {
            mark(directory, "interrupted");
            throw e;
        }
        return "";
    }

    private static void mark(String directory, String name) throws IOException {
        Files.writeString(Path.of(directory, name), "");
    }

    private void awaitMark(String name) {
        await().atMost(SOON).until(() -> Files.exists(files.resolve(name)));
    }

    /** What the task knows of one key: by its context, and by its logger's. */
    private static String tell(String key, TaskContext context) {
        return context.diagnosticContext().get(key) + " " + MDC.get(key);
    }

    private Mono<String> told(String key) {
        ContextTask<String, String> task = InteropContract::tell;
        return pool.submit(task, key);
    }

    // Futures

    @Test
    void cancellingTheFutureOfAMonoStopsTheTask() {
        CompletableFuture<String> future =
                pool.submit(InteropContract::sleep, files.toString()).toFuture();
        awaitMark("begun");

        assertThat(future.cancel(true)).isTrue();

        awaitMark("interrupted");
        assertThat(pool.submit(InteropContract::square, 3).toFuture().join()).isEqualTo(9);
    }

    @Test
    void theFutureOfAMonoKeepsItsContext() {
        CompletableFuture<String> future = told("traceparent")
                .contextWrite(Context.of("traceparent", PARENT))
                .subscribeOn(Schedulers.parallel())
                .toFuture();

        assertThat(future.join()).isEqualTo(PARENT + " " + PARENT);
    }

    // Flow

    @Test
    void aFlowPublisherIsASource() {
        CompletableFuture<List<Integer>> results;
        try (SubmissionPublisher<Integer> source = new SubmissionPublisher<>()) {
            results = JdkFlowAdapter.flowPublisherToFlux(source)
                    .transform(pool.map(InteropContract::square))
                    .collectList()
                    .toFuture();
            IntStream.range(0, 1000).forEach(source::submit);
        }

        assertThat(results.join()).hasSize(1000).startsWith(0, 1, 4, 9);
    }

    @Test
    void resultsAreAFlowPublisherThatHeedsItsDemandAndItsEnd() throws Exception {
        AtomicLong taken = new AtomicLong();
        Flux<Integer> squares = Flux.range(0, 1_000_000)
                .doOnNext(x -> taken.incrementAndGet())
                .transform(pool.map(InteropContract::square));
        Demanding subscriber = new Demanding();

        JdkFlowAdapter.publisherToFlowPublisher(squares).subscribe(subscriber);
        Flow.Subscription subscription = subscriber.subscribed.take();
        subscription.request(3);

        assertThat(List.of(subscriber.next(), subscriber.next(), subscriber.next()))
                .containsExactly(0, 1, 4);
        assertThat(subscriber.items.poll(200, TimeUnit.MILLISECONDS))
                .as("more than was asked for")
                .isNull();
        subscription.cancel();
        assertThat(taken.get()).isLessThan(1_000_000);
    }

    private static final class Demanding implements Flow.Subscriber<Integer> {

        private final LinkedBlockingQueue<Flow.Subscription> subscribed = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<Integer> items = new LinkedBlockingQueue<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscribed.add(subscription);
        }

        @Override
        public void onNext(Integer item) {
            items.add(item);
        }

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onComplete() {}

        Integer next() throws InterruptedException {
            return items.poll(60, TimeUnit.SECONDS);
        }
    }

    // Context

    @Test
    void theTraceOfTheReactorContextReachesTheTaskBehindASubscribeOn() {
        Mono<String> result = told("traceparent").subscribeOn(Schedulers.parallel());

        assertThat(result.contextWrite(Context.of("traceparent", PARENT)).block(SOON))
                .isEqualTo(PARENT + " " + PARENT);
        assertThat(result.block(SOON)).isEqualTo("null null");
    }

    @Test
    void baggageAndStateComeAlongAndNothingElse() {
        Context context = Context.of("baggage", "user=7", "tracestate", "a=1", "password", "secret");

        assertThat(told("baggage").contextWrite(context).block(SOON)).isEqualTo("user=7 user=7");
        assertThat(told("tracestate").contextWrite(context).block(SOON)).isEqualTo("a=1 a=1");
        assertThat(told("password").contextWrite(context).block(SOON)).isEqualTo("null null");
    }

    @Test
    void whatAnAccessorPutsIntoTheMdcReachesTheTaskBehindASubscribeOn() {
        ContextRegistry registry = ContextRegistry.getInstance();
        registry.registerThreadLocalAccessor(new RequestId());
        try {
            Mono<String> result =
                    told("requestId").subscribeOn(Schedulers.parallel()).contextWrite(Context.of("request", "r-9"));

            assertThat(result.block(SOON)).isEqualTo("r-9 r-9");
            assertThat(told("requestId").subscribeOn(Schedulers.parallel()).block(SOON))
                    .isEqualTo("null null");
        } finally {
            registry.removeThreadLocalAccessor("request");
        }
    }

    @Test
    void anAccessorThatThrowsCostsNoCall() {
        ContextRegistry registry = ContextRegistry.getInstance();
        registry.registerThreadLocalAccessor(
                "broken",
                () -> "x",
                value -> {
                    throw new IllegalStateException("broken accessor");
                },
                () -> {});
        try {
            Flux<Integer> result =
                    Flux.just(3).transform(pool.map(InteropContract::square)).contextWrite(Context.of("broken", "y"));

            assertThat(result.blockLast(SOON)).isEqualTo(9);
        } finally {
            registry.removeThreadLocalAccessor("broken");
        }
    }

    /** As those of tracing libraries: its value becomes an entry of the MDC. */
    private static final class RequestId implements ThreadLocalAccessor<String> {

        @Override
        public Object key() {
            return "request";
        }

        @Override
        public String getValue() {
            return MDC.get("requestId");
        }

        @Override
        public void setValue(String value) {
            MDC.put("requestId", value);
        }

        @Override
        public void setValue() {
            MDC.remove("requestId");
        }
    }

    // Virtual threads

    @Test
    @EnabledForJreRange(min = JRE.JAVA_25)
    void aThousandVirtualThreadsMayBlock() throws Exception {
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            int input = i;
            CompletableFuture<Integer> result = new CompletableFuture<>();
            results.add(result);
            startVirtually(() -> {
                try {
                    result.complete(pool.submit(InteropContract::square, input).block(SOON));
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
        }

        for (int i = 0; i < 1000; i++) {
            assertThat(results.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i * i);
        }
    }

    private static void startVirtually(Runnable body)
            throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body);
    }
}
