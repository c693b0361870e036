package dev.trenza.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.inline.InlineTaskPool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

@Timeout(60)
class BatchesTest {

    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    @Test
    void whatIsThereGoesOnWhenTheFirstItemHasWaitedForTheTime() {
        // Items at 1, 2, 3, ... seconds: the first is there at 1 s, and its time is up at 3 s and a half.
        StepVerifier.withVirtualTime(() ->
                        new Batches<>(Flux.interval(Duration.ofSeconds(1)).take(4), 100, Duration.ofMillis(2_500)))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(3_499))
                .thenAwait(Duration.ofMillis(1))
                .expectNext(List.of(0L, 1L, 2L))
                .thenAwait(Duration.ofMillis(500))
                .expectNext(List.of(3L))
                .verifyComplete();
    }

    @Test
    void aFullBatchDoesNotWaitAndTheNextOneHasATimeOfItsOwn() {
        TestPublisher<Integer> items = TestPublisher.create();

        StepVerifier.withVirtualTime(() -> new Batches<>(items.flux(), 2, TWO_SECONDS))
                .then(() -> items.next(1))
                .thenAwait(Duration.ofMillis(1_900))
                .then(() -> items.next(2))
                .expectNext(List.of(1, 2))
                .then(() -> items.next(3))
                .expectNoEvent(Duration.ofMillis(1_999))
                .thenAwait(Duration.ofMillis(1))
                .expectNext(List.of(3))
                .expectNoEvent(Duration.ofMinutes(10))
                .then(items::complete)
                .verifyComplete();
    }

    @Test
    void aBatchWhoseTimeIsUpWaitsForDemandAndGoesOnFilling() {
        TestPublisher<Integer> items = TestPublisher.create();

        StepVerifier.withVirtualTime(() -> new Batches<>(items.flux(), 3, TWO_SECONDS), 1)
                .then(() -> items.next(1))
                .thenAwait(TWO_SECONDS)
                .expectNext(List.of(1))
                .then(() -> items.next(2))
                .expectNoEvent(Duration.ofSeconds(9))
                .then(() -> items.next(3))
                .thenRequest(1)
                .expectNext(List.of(2, 3))
                .then(items::complete)
                .verifyComplete();
    }

    @Test
    void noMoreThanABatchIsTakenAheadOfWhatIsAskedFor() {
        AtomicLong asked = new AtomicLong();
        Flux<Integer> items = Flux.range(0, 1_000).doOnRequest(asked::addAndGet);

        StepVerifier.create(new Batches<>(items, 10, null), 0)
                .then(() -> assertThat(asked).hasValue(0))
                .thenRequest(2)
                .expectNextCount(2)
                .then(() -> assertThat(asked).hasValueLessThanOrEqualTo(30))
                .thenRequest(1)
                .expectNextCount(1)
                .then(() -> assertThat(asked).hasValueLessThanOrEqualTo(40))
                .thenCancel()
                .verify();
    }

    @Test
    void whatCameBeforeTheSourceFailedIsABatch() {
        StepVerifier.create(new Batches<>(Flux.just(1, 2, 3).concatWith(Flux.error(new IOException("gone"))), 2, null))
                .expectNext(List.of(1, 2), List.of(3))
                .verifyErrorMessage("gone");
    }

    @Test
    void noItemIsLostOrTwiceWhateverComesFirst() {
        List<Integer> all = new ArrayList<>();

        new Batches<>(Flux.range(0, 20_000).publishOn(Schedulers.parallel()), 7, Duration.ofNanos(50_000))
                .publishOn(Schedulers.parallel(), 4)
                .doOnNext(all::addAll)
                .blockLast();

        assertThat(all).isEqualTo(Flux.range(0, 20_000).collectList().block());
    }

    @Test
    void aStageHandsOnWhatItHasInTime() {
        InlineTaskPool pool = InlineTaskPool.create();

        StepVerifier.withVirtualTime(() -> Pipeline.builder("test").stream(
                                "s",
                                Flux.just(1, 2).concatWith(Flux.never()),
                                Stage.batch("batch", 10, TWO_SECONDS),
                                Stage.cpu("count", pool, (List<?> batch) -> batch.size()))
                        .build()
                        .run())
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(1_999))
                .thenAwait(Duration.ofMillis(1))
                .assertNext(outcome -> assertThat(outcome.value()).isEqualTo(2))
                .thenCancel()
                .verify();
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Stage.batch("batch", 1, Duration.ZERO))
                .hasMessage("within must be positive, was PT0S");
    }
}
