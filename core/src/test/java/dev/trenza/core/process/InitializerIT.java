package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.WorkerStartException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What every worker runs once before it takes calls. */
@Tag("process")
@Timeout(60)
@ExtendWith(NoLeftovers.class)
class InitializerIT {

    private static final AtomicInteger RUNS = new AtomicInteger();

    private static volatile String word = "none";

    private static WorkerPool.Builder pool() {
        return WorkerPool.builder().name("init").workers(2);
    }

    static @Nullable Object remember(String newWord) {
        RUNS.incrementAndGet();
        word = newWord;
        return null;
    }

    static String recall(int ignored) {
        return word + " " + RUNS.get();
    }

    static @Nullable Object refuse(String why) {
        if (!why.isEmpty()) {
            throw new IllegalStateException(why, new java.io.IOException("expired"));
        }
        return null;
    }

    static @Nullable Object hang(int ignored) throws InterruptedException {
        new CountDownLatch(1).await();
        return null;
    }

    @Test
    void itRunsOnceInEveryWorkerBeforeTheFirstCall() {
        try (WorkerPool pool =
                pool().initializer(InitializerIT::remember, "model").build()) {
            List<String> words = Flux.range(0, 200)
                    .transform(pool.map(InitializerIT::recall))
                    .distinct()
                    .collectList()
                    .blockOptional()
                    .orElseThrow();

            assertThat(words).containsExactly("model 1");
            assertThat(word).isEqualTo("none");
        }
    }

    @Test
    void itsFailureFailsThePoolAtOnceWithItsOwnStack() {
        try (WorkerPool pool = pool().workers(1)
                .initializer(InitializerIT::refuse, "no licence")
                .build()) {
            StepVerifier.create(Flux.range(0, 5).transform(pool.outcomes(Deeds::square)))
                    .thenConsumeWhile(outcome -> outcome.status().equals("cancelled"))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(WorkerStartException.class)
                            .hasMessageContaining("java.lang.IllegalStateException: no licence")
                            .hasStackTraceContaining("InitializerIT.refuse")
                            .hasStackTraceContaining("java.io.IOException: expired"))
                    .verify(Duration.ofSeconds(30));

            assertThat(pool.metrics().started()).isZero();
            StepVerifier.create(pool.submit(Deeds::square, 1)).verifyError(WorkerStartException.class);
        }
    }

    @Test
    void oneThatHangsIsCoveredByTheStartUpTimeout() {
        try (WorkerPool pool = pool().workers(1)
                .initializer(InitializerIT::hang, 0)
                .startupTimeout(Duration.ofMillis(1_500))
                .maxStartFailures(1)
                .build()) {
            StepVerifier.create(pool.submit(Deeds::square, 1))
                    .expectErrorSatisfies(
                            error -> assertThat(error).hasMessageContaining("it was not ready within 1.5 s"))
                    .verify(Duration.ofSeconds(30));
        }
    }

    @Test
    void oneThatExitsIsADeathBeforeReady() {
        try (WorkerPool pool = pool().workers(1)
                .initializer(Deeds::exitAt3, 3)
                .maxStartFailures(2)
                .build()) {
            StepVerifier.create(pool.submit(Deeds::square, 1))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(WorkerStartException.class)
                            .hasMessageContaining("ended with 7 before it was ready"))
                    .verify(Duration.ofSeconds(30));
        }
    }

    @Test
    void oneThatCannotBeSentIsRefusedWhenThePoolIsBuilt() {
        assertThatThrownBy(
                        () -> pool().initializer(ignored -> null, new Object()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("initializer: ")
                .hasMessageContaining("java.lang.Object");
    }
}
