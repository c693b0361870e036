package dev.trenza.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

@Timeout(30)
class BlockingSourceTest {

    private final AtomicInteger moves = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private final AtomicReference<Thread> thread = new AtomicReference<>();

    @Test
    void nothingIsOpenedBeforeSubscription() {
        Flux<Object> source = counting(3);

        assertThat(thread).hasValue(null);
        assertThat(source.collectList().block()).containsExactly(1, 2, 3);
        assertThat(source.collectList().block())
                .as("each subscription begins anew")
                .hasSize(3);
        await().untilAsserted(() -> assertThat(closes).hasValue(2));
    }

    @Test
    void itMovesOnlyOnDemand() {
        StepVerifier.create(counting(1_000), 0)
                .expectSubscription()
                .thenRequest(2)
                .expectNext(1, 2)
                .then(() -> assertThat(moves).hasValue(2))
                .thenRequest(3)
                .expectNext(3, 4, 5)
                .then(() -> assertThat(moves).hasValue(5))
                .thenCancel()
                .verify(Duration.ofSeconds(20));
        await().untilAsserted(() -> assertThat(closes).hasValue(1));
    }

    @Test
    void itRunsOnADaemonThreadOfItsOwnThatMayBlockAndEndsWithIt() throws Exception {
        counting(1).blockLast();

        assertThat(thread.get().getName()).isEqualTo("trenza-source-test");
        assertThat(thread.get().isDaemon()).isTrue();
        thread.get().join(20_000);
        assertThat(thread.get().isAlive()).isFalse();
        assertThat(Schedulers.isNonBlockingThread(thread.get())).isFalse();
    }

    @Test
    void cancellingInterruptsAMoveAndClosesTheCursor() throws Exception {
        AtomicReference<Throwable> dropped = new AtomicReference<>();
        Hooks.onErrorDropped(dropped::set);
        CountDownLatch isBlocked = new CountDownLatch(1);
        Disposable subscription = source(() -> {
                    isBlocked.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        throw new ClosedByInterruptException();
                    }
                    return "never";
                })
                .subscribe();
        isBlocked.await();

        subscription.dispose();

        thread.get().join(20_000);
        Hooks.resetOnErrorDropped();
        assertThat(thread.get().isAlive()).isFalse();
        assertThat(closes).hasValue(1);
        assertThat(dropped).as("nobody wants to know").hasValue(null);
    }

    @Test
    void whatCannotBeOpenedOrReadIsTheErrorOfTheStream() {
        StepVerifier.create(BlockingSource.of("test", () -> {
                    throw new IOException("no such thing");
                }))
                .verifyErrorMessage("no such thing");
        StepVerifier.create(source(() -> {
                    throw new IOException("disk on fire");
                }))
                .verifyErrorMessage("disk on fire");
        await().untilAsserted(() -> assertThat(closes).hasValue(1));
    }

    private Flux<Object> counting(int last) {
        AtomicInteger number = new AtomicInteger();
        return source(() -> number.getAndUpdate(n -> n == last ? 0 : n + 1) == last ? null : number.get());
    }

    private Flux<Object> source(Moving moving) {
        return BlockingSource.of("test", () -> {
            thread.set(Thread.currentThread());
            return new Cursor() {
                @Override
                public Object next() throws IOException {
                    moves.incrementAndGet();
                    return moving.next();
                }

                @Override
                public void close() {
                    closes.incrementAndGet();
                }
            };
        });
    }

    private interface Moving {
        Object next() throws IOException;
    }
}
