package dev.trenza.core.process;

import dev.trenza.core.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import reactor.core.publisher.Flux;

/** The main of a process with a pool, for tests that kill the parent. Says "ready" when its worker is busy. */
final class ParentMain {

    private ParentMain() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        WorkerPool.Builder builder = WorkerPool.builder().name("parent").workers(2);
        if (args[0].equals("tick")) {
            builder.taskTimeout(Duration.ofSeconds(3)).heartbeatTimeout(Duration.ofMillis(1_500));
        }
        WorkerPool pool = builder.build();
        pool.warmup().block();
        switch (args[0]) {
            case "spin" -> Flux.just(3).transform(pool.outcomes(Deeds::spinAt3)).subscribe();
            case "count" ->
                Flux.just(3).transform(pool.outcomes(Deeds::countAt3)).subscribe();
            case "tick" -> {
                tick(pool);
                return;
            }
            case "child" -> pool.submit(Deeds::leaveAChild, 0).block();
            default -> pool.submit(Deeds::square, 0).block();
        }
        System.out.println("ready");
        if (args[0].equals("exit")) {
            System.in.read();
            System.exit(0);
        }
        new CountDownLatch(1).await();
    }

    /** Runs eight calls of a second each, and tells what became of them. */
    private static void tick(WorkerPool pool) {
        List<String> statuses = Flux.range(0, 8)
                .transform(pool.outcomes(Deeds::waitASecond))
                .map(Outcome::status)
                .doOnNext(status -> System.out.println("ready"))
                .distinct()
                .collectList()
                .block();
        System.out.println(statuses + " restarts " + pool.metrics().restarts());
        pool.close();
    }
}
