package dev.trenza.app.notebook;

import dev.trenza.core.TaskPool;
import dev.trenza.core.process.WorkerPool;
import java.time.Duration;
import reactor.core.publisher.Flux;

/** Five squares on four processes, in the order of the numbers. */
public final class ProcessPool implements Program {

    @Override
    public void run(Narrator narrator, Duration pause) {
        try (TaskPool pool = WorkerPool.create(4)) {
            Flux.range(0, 5)
                    .transform(pool.<Integer, Integer>map(x -> x * x))
                    .collectList()
                    .doOnNext(squares -> narrator.say("process-pool.results", squares))
                    .block();
        }
    }
}
