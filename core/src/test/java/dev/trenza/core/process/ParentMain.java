package dev.trenza.core.process;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import reactor.core.publisher.Flux;

/** The main of a process with a pool, for tests that kill the parent. Says "ready" when its worker is busy. */
final class ParentMain {

    private ParentMain() {}

    public static void main(String[] args) throws InterruptedException, IOException {
        WorkerPool pool = WorkerPool.builder().name("parent").workers(2).build();
        pool.warmup().block();
        switch (args[0]) {
            case "spin" -> Flux.just(3).transform(pool.outcomes(Deeds::spinAt3)).subscribe();
            case "count" ->
                Flux.just(3).transform(pool.outcomes(Deeds::countAt3)).subscribe();
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
}
