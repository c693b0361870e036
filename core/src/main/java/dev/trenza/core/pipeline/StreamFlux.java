package dev.trenza.core.pipeline;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/** The outcomes of one stream; every subscription is a {@link StreamRun} of its own. */
final class StreamFlux extends Flux<StreamOutcome> {

    private final PipelineStream stream;
    private final RunEvents events;

    StreamFlux(PipelineStream stream, RunEvents events) {
        this.stream = stream;
        this.events = events;
    }

    @Override
    public void subscribe(CoreSubscriber<? super StreamOutcome> subscriber) {
        new StreamRun(subscriber, stream, events).start();
    }
}
