package dev.trenza.core.pipeline;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Lets items pass at a {@link Rate}: the generic cell rate algorithm, which is a token bucket without a thread that fills
 * it. Confined to the signals of one subscription.
 *
 * <p>Not resilience4j: this is all of it that is needed, and this module has no dependency but Reactor.
 */
final class Pacing {

    /** Not the parallel one: what follows may be an inline pool, whose tasks block. */
    private final Scheduler scheduler = Schedulers.boundedElastic();

    private final long interval;

    // Mutable state
    private long next;
    private boolean hasBegun;

    private Pacing(Rate rate) {
        this.interval = rate.intervalNanos();
    }

    /** The same items in the same order; takes one more than was asked for, and that one waits. */
    static <T> Flux<T> pace(Flux<T> items, Rate rate) {
        return Flux.defer(() -> {
            Pacing pacing = new Pacing(rate);
            return items.concatMap(pacing::delayed, 0);
        });
    }

    private <T> Mono<T> delayed(T item) {
        long wait = reserve(scheduler.now(TimeUnit.NANOSECONDS));
        return wait <= 0
                ? Mono.just(item)
                : Mono.delay(Duration.ofNanos(wait), scheduler).thenReturn(item);
    }

    /** Takes the next place in time, and tells how long it is until then. */
    private long reserve(long now) {
        if (!hasBegun) {
            hasBegun = true;
            next = now;
        }
        next = Math.max(next, now - Rate.SLACK.toNanos());
        long wait = next - now;
        if (wait > interval) { // The clock was set back.
            wait = interval;
            next = now + wait;
        }
        next += interval;
        return wait;
    }
}
