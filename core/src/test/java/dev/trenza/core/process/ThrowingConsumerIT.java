package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.SignalType;

/** The code of others that a pool calls, on each of its threads, all of it broken at the same time. */
@Tag("process")
@Timeout(120)
@ExtendWith(NoLeftovers.class)
class ThrowingConsumerIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static int sayAndSquare(int x) {
        System.out.println("line " + x);
        return x * x;
    }

    /** Throws at one of its signals, an exception or an error. */
    private static final class Broken<T> extends BaseSubscriber<T> {

        private final SignalType where;
        private final boolean isError;

        Broken(SignalType where, boolean isError) {
            this.where = where;
            this.isError = isError;
        }

        private void breakAt(SignalType signal) {
            if (signal == where && isError) {
                throw new AssertionError("broken at " + signal);
            } else if (signal == where) {
                throw new IllegalStateException("broken at " + signal);
            }
        }

        @Override
        protected void hookOnNext(T value) {
            breakAt(SignalType.ON_NEXT);
        }

        @Override
        protected void hookOnComplete() {
            breakAt(SignalType.ON_COMPLETE);
        }

        @Override
        protected void hookOnError(Throwable error) {
            breakAt(SignalType.ON_ERROR);
        }

        @Override
        protected void hookOnCancel() {
            breakAt(SignalType.CANCEL);
        }
    }

    @Test
    void aPoolGoesOnWhoeverThrowsOnWhicheverOfItsThreads() {
        AtomicInteger lines = new AtomicInteger();
        Set<String> threads = ConcurrentHashMap.newKeySet();
        Hooks.onErrorDropped(error -> threads.add(Thread.currentThread().getName()));
        try (WorkerPool pool = WorkerPool.builder()
                .name("consumers")
                .workers(2)
                .output(line -> {
                    if (lines.incrementAndGet() % 2 == 0) {
                        throw new AssertionError("an error for " + line);
                    }
                    throw new IllegalStateException("an exception for " + line);
                })
                .build()) {
            for (SignalType signal :
                    List.of(SignalType.ON_NEXT, SignalType.ON_COMPLETE, SignalType.ON_ERROR, SignalType.CANCEL)) {
                for (boolean isError : new boolean[] {false, true}) {
                    Flux.range(0, 50)
                            .transform(pool.map(ThrowingConsumerIT::sayAndSquare))
                            .subscribe(new Broken<>(signal, isError));
                    Flux.range(0, 50).transform(pool.map(Deeds::throwAt3)).subscribe(new Broken<>(signal, isError));
                }
            }
            Flux<Integer> brokenSource = Flux.range(0, 50).map(x -> 100 / (25 - x));
            brokenSource.transform(pool.map(Deeds::square)).subscribe(new Broken<>(SignalType.ON_ERROR, true));

            List<Outcome<Integer, Integer>> outcomes = Flux.range(0, 200)
                    .transform(pool.outcomes(ThrowingConsumerIT::sayAndSquare))
                    .collectList()
                    .block(SOON);

            assertThat(outcomes).hasSize(200).extracting(Outcome::status).containsOnly("success");
            await().atMost(SOON)
                    .until(() ->
                            pool.metrics().inFlight() == 0 && pool.metrics().pending() == 0);
            await("a line is not lost because the one before it was refused")
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(lines).hasValueGreaterThanOrEqualTo(200));
            assertThat(pool.metrics().restarts()).isZero();
            assertThat(pool.workers()).hasSize(2);
        } finally {
            Hooks.resetOnErrorDropped();
        }
        assertThat(threads).anyMatch(name -> name.startsWith("trenza-consumers-lane"));
    }
}
