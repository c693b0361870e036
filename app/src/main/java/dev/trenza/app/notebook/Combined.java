package dev.trenza.app.notebook;

import dev.trenza.core.TaskPool;
import dev.trenza.core.pipeline.Pipeline;
import dev.trenza.core.pipeline.RunListener;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.process.WorkerPool;
import dev.trenza.core.thread.ThreadTaskPool;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;

/** Both strands at once: five waits on three threads, five squares on four processes, merged into one flow. */
public final class Combined implements Program {

    private final List<RunListener> listeners;

    /** Watched by these. */
    public Combined(List<RunListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void run(Narrator narrator, Duration pause) {
        try (TaskPool threads = ThreadTaskPool.create(3);
                WorkerPool workers = WorkerPool.create(4)) {
            workers.warmup().block(); // Both strands begin together, not one of them when its processes have started.
            Pipeline.Builder pipeline =
                    Pipeline.builder("combined").stream("io", Flux.range(0, 5), Stage.io("wait", threads, item -> {
                                Pause.of(pause);
                                narrator.say("io.completed", item.origin());
                                return item.origin();
                            }))
                            .stream("cpu", Flux.range(0, 5), Stage.cpu("square", workers, (Integer x) -> x * x));
            listeners.forEach(pipeline::listener);

            pipeline.build()
                    .collect()
                    .doOnNext(result ->
                            narrator.say("cpu.results", result.stream("cpu").values()))
                    .block();
        }
    }
}
