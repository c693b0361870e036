package dev.trenza.app.notebook;

import dev.trenza.core.TaskPool;
import dev.trenza.core.thread.ThreadTaskPool;
import java.time.Duration;
import reactor.core.publisher.Flux;

/** Five tasks on three threads; nobody leaves before all are done. */
public final class ThreadPool implements Program {

    @Override
    public void run(Narrator narrator, Duration pause) {
        try (TaskPool pool = ThreadTaskPool.create(3)) {
            Flux.range(0, 5)
                    .transform(pool.<Integer, Integer>map(number -> task(number, narrator, pause)))
                    .blockLast();
        }

        narrator.say("thread-pool.end");
    }

    private static int task(int number, Narrator narrator, Duration pause) throws InterruptedException {
        narrator.say("task.runs", number);
        Pause.of(pause);
        return number;
    }
}
