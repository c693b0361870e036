package dev.trenza.app.run;

import dev.trenza.app.output.OutcomeFormat;
import dev.trenza.core.pipeline.StreamOutcome;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Writes outcomes on a thread of its own, so that a slow reader of stdout blocks nobody but the demand for more.
 *
 * <p>Results are flushed as soon as no further one waits: somebody at the end of a pipe sees each at once, and ten million
 * of them cost few writes. The flush is a task queued behind the loop that writes what is there.
 */
final class ResultPrinter extends BaseSubscriber<StreamOutcome> {

    private static final int PREFETCH = 256;

    private final OutcomeFormat format;
    private final Scheduler scheduler = Schedulers.newSingle("trenza-results", true);
    private final Consumer<@Nullable Throwable> ended;
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    // Mutable state, confined to the results thread
    private boolean isFlushDue;

    /**
     * Makes a printer.
     *
     * @param ended gets {@code null} when everything is written, an {@link IOException} if the output takes no more, or
     *     what the run signalled; nothing if the printer is cancelled
     */
    ResultPrinter(OutcomeFormat format, Consumer<@Nullable Throwable> ended) {
        this.format = format;
        this.ended = ended;
    }

    /** Subscribes. */
    void print(Flux<StreamOutcome> outcomes) {
        outcomes.publishOn(scheduler, PREFETCH).subscribe(this);
    }

    /** Waits until the last outcome is written, or until the printer is cancelled. */
    void awaitEnd() {
        over.join();
    }

    /** Writes out what is buffered and ends the thread; to be called after {@link #cancel} too. */
    CompletableFuture<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        scheduler.schedule(() -> {
            try {
                format.flush();
                closed.complete(null);
            } catch (IOException e) {
                closed.completeExceptionally(e);
            }
        });
        return closed.whenComplete((done, error) -> scheduler.dispose());
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    protected void hookOnNext(StreamOutcome outcome) {
        try {
            format.write(outcome);
            if (!isFlushDue) {
                isFlushDue = true;
                scheduler.schedule(this::flush);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void flush() {
        isFlushDue = false;
        try {
            format.flush();
        } catch (IOException e) {
            fail(e);
        }
    }

    private void fail(IOException e) {
        cancel();
        ended.accept(e);
    }

    @Override
    protected void hookOnComplete() {
        flush();
        ended.accept(null);
    }

    @Override
    protected void hookOnError(Throwable error) {
        flush();
        ended.accept(error);
    }

    @Override
    protected void hookFinally(SignalType end) {
        over.complete(null);
    }
}
