package dev.trenza.core.local;

import dev.trenza.core.TaskFailedException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** What a pool of this JVM returns: every subscription is a {@link LocalRun} of its own. */
final class LocalFlux<T, R> extends Flux<R> {

    private final Flux<? extends T> items;
    private final LocalTaskPool pool;
    private final Function<CoreSubscriber<? super R>, LocalRun<T, ?, R>> runs;

    LocalFlux(
            Flux<? extends T> items, LocalTaskPool pool, Function<CoreSubscriber<? super R>, LocalRun<T, ?, R>> runs) {
        this.items = items;
        this.pool = pool;
        this.runs = runs;
    }

    @Override
    public void subscribe(CoreSubscriber<? super R> subscriber) {
        LocalRun<T, ?, R> run;
        try {
            run = runs.apply(subscriber);
        } catch (TaskFailedException e) {
            Operators.error(subscriber, e);
            return;
        }
        @Nullable RuntimeException refusal = pool.start(run);
        if (refusal == null) {
            items.subscribe(run);
        } else {
            Operators.error(subscriber, refusal);
        }
    }
}
