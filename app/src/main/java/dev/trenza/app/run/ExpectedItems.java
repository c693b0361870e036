package dev.trenza.app.run;

import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * How many items a run will have, as far as that is known by now. What no source says is counted beside the run, from the
 * first question on: a run that ends before anybody asks counts nothing. Thread-safe.
 */
final class ExpectedItems implements Supplier<OptionalLong>, AutoCloseable {

    private static final long UNKNOWN = -1;

    private final Mono<Long> all;

    // Mutable state
    private volatile OptionalLong known;
    private @Nullable Disposable counting; // Guarded by this
    private boolean isClosed; // Guarded by this

    ExpectedItems(Plan plan) {
        this.known = plan.size();
        this.all = Flux.fromIterable(plan.streams())
                .concatMap(ExpectedItems::count)
                .onErrorReturn(UNKNOWN)
                .takeUntil(count -> count == UNKNOWN)
                .reduce((one, other) -> other == UNKNOWN ? UNKNOWN : one + other);
    }

    private static Mono<Long> count(Plan.StreamPlan stream) {
        return stream.size().isPresent()
                ? Mono.just(stream.size().getAsLong())
                : stream.counting().defaultIfEmpty(UNKNOWN);
    }

    /** Empty while nobody knows. */
    @Override
    public OptionalLong get() {
        if (known.isEmpty()) {
            begin();
        }
        return known;
    }

    private synchronized void begin() {
        if (counting == null && !isClosed) {
            counting = all.filter(count -> count != UNKNOWN)
                    .subscribeOn(Schedulers.boundedElastic())
                    .subscribe(count -> known = OptionalLong.of(count));
        }
    }

    /** Counts no more. */
    @Override
    public synchronized void close() {
        isClosed = true;
        if (counting != null) {
            counting.dispose();
        }
    }
}
