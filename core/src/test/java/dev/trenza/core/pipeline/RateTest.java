package dev.trenza.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.inline.InlineTaskPool;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@Timeout(60)
class RateTest {

    private static final Rate TWO_A_SECOND = new Rate(2, Duration.ofSeconds(1));

    @Test
    void itemsAreSpacedEvenlyFromTheFirstOn() {
        StepVerifier.withVirtualTime(() -> Pacing.pace(Flux.range(0, 4), TWO_A_SECOND))
                .expectSubscription()
                .expectNext(0)
                .expectNoEvent(Duration.ofMillis(499))
                .thenAwait(Duration.ofMillis(1))
                .expectNext(1)
                .expectNoEvent(Duration.ofMillis(499))
                .thenAwait(Duration.ofMillis(501))
                .expectNext(2, 3)
                .verifyComplete();
    }

    @Test
    void thereIsNoBurstAfterAPause() {
        StepVerifier.withVirtualTime(() -> Pacing.pace(
                        Flux.concat(Flux.just(0), Flux.just(1, 2).delaySubscription(Duration.ofSeconds(10))),
                        TWO_A_SECOND))
                .expectSubscription()
                .expectNext(0)
                .thenAwait(Duration.ofSeconds(10))
                .expectNext(1)
                .expectNoEvent(Duration.ofMillis(480))
                .thenAwait(Duration.ofMillis(20))
                .expectNext(2)
                .verifyComplete();
    }

    @Test
    void aStageKeepsToItAndTheWaitIsNoneOfThePools() {
        InlineTaskPool pool = InlineTaskPool.create();
        StepVerifier.withVirtualTime(() -> Pipeline.builder("test").stream(
                                "s",
                                Flux.range(0, 3),
                                Stage.cpu("same", pool, (Integer x) -> x).withRate(TWO_A_SECOND))
                        .build()
                        .run())
                .expectSubscription()
                .expectNextCount(1)
                .expectNoEvent(Duration.ofMillis(499))
                .thenAwait(Duration.ofMillis(1))
                .assertNext(outcome -> assertThat(outcome.waitNanos()).isLessThan(400_000_000))
                .thenAwait(Duration.ofMillis(500))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void aHighRateIsReachedAlthoughTimersAreCoarse() {
        long started = System.nanoTime();
        Long count = Pacing.pace(Flux.range(0, 20_000), new Rate(100_000, Duration.ofSeconds(1)))
                .count()
                .block();

        assertThat(count).isEqualTo(20_000);
        assertThat(System.nanoTime() - started).isGreaterThan(150_000_000);
    }

    @Test
    void aPeriodOfCenturiesIsNoLess() {
        StepVerifier.withVirtualTime(() -> Pacing.pace(Flux.range(0, 2), new Rate(1, Duration.ofNanos(Long.MAX_VALUE))))
                .expectNext(0)
                .expectNoEvent(Duration.ofDays(3_650))
                .thenCancel()
                .verify();
        StepVerifier.withVirtualTime(() -> Pacing.pace(Flux.range(0, 2), new Rate(1, Duration.ofDays(1_000_000))))
                .expectNext(0)
                .expectNoEvent(Duration.ofDays(3_650))
                .thenCancel()
                .verify();
    }

    @Test
    void whatIsNoRateIsRefused() {
        assertThatThrownBy(() -> new Rate(0, Duration.ofSeconds(1))).hasMessage("items must be >= 1, was 0");
        assertThatThrownBy(() -> new Rate(1, Duration.ZERO)).hasMessage("period must be positive, was PT0S");
    }
}
