package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Workers that have served long enough go, and their successors are there before. */
@Tag("process")
@Timeout(120)
@ExtendWith(NoLeftovers.class)
class RetirementIT {

    private static WorkerPool.Builder pool() {
        return WorkerPool.builder().name("retire").workers(2);
    }

    @Test
    void aBacklogRunsThroughWhileWorkersAreReplaced() {
        List<String> lost = new CopyOnWriteArrayList<>();
        PoolListener listener = new PoolListener() {
            @Override
            public void workerEnded(int worker, long pid, WorkerEnd why, String description) {
                if (why == WorkerEnd.KILLED || why == WorkerEnd.CRASHED) {
                    lost.add(description);
                }
            }
        };
        try (WorkerPool pool = pool().maxTasksPerWorker(100).listener(listener).build()) {
            Set<Long> pids = ConcurrentHashMap.newKeySet();

            long taken = Flux.range(0, Integer.MAX_VALUE)
                    .transform(pool.mapUnordered(Deeds::pid))
                    .doOnNext(pids::add)
                    .takeUntil(pid -> pids.size() >= 8)
                    .count()
                    .blockOptional()
                    .orElseThrow();

            assertThat(taken).isGreaterThan(100);
            assertThat(pool.metrics().restarts()).as("%s", lost).isZero();
        }
    }

    @Test
    void eachWorkerServesAtLeastItsCalls() {
        try (WorkerPool pool = pool().workers(1).maxTasksPerWorker(3).build()) {
            List<Long> pids = Flux.range(0, Integer.MAX_VALUE)
                    .concatMap(item -> pool.submit(Deeds::pid, item), 1)
                    .takeUntil(pid -> pool.metrics().retired() == 2)
                    .collectList()
                    .blockOptional()
                    .orElseThrow();

            assertThat(new HashSet<>(pids)).hasSizeGreaterThanOrEqualTo(2);
            assertThat(new HashSet<>(pids.subList(0, 3))).hasSize(1);
        }
    }

    @Test
    void aWorkerThatLeaksIsReplacedBeforeItsHeapIsExhausted() {
        try (WorkerPool pool =
                pool().workers(1).heap(128 << 20).maxWorkerMemory(24 << 20).build()) {
            Flux.range(0, Integer.MAX_VALUE)
                    .transform(pool.outcomes(Deeds::leak))
                    .doOnNext(outcome -> assertThat(outcome).isInstanceOf(Outcome.Success.class))
                    .takeUntil(outcome -> pool.metrics().retired() == 1)
                    .blockLast();

            assertThat(pool.metrics().restarts()).isZero();
        }
    }

    @Test
    void aWorkerThatOnlyMakesGarbageIsLeftAlone() {
        try (WorkerPool pool =
                pool().workers(1).heap(128 << 20).maxWorkerMemory(24 << 20).build()) {
            long begun = System.nanoTime();

            Flux.range(0, Integer.MAX_VALUE)
                    .transform(pool.outcomes(Deeds::waste))
                    .takeUntil(outcome -> System.nanoTime() - begun > 3_000_000_000L)
                    .blockLast();

            assertThat(pool.metrics().started()).isEqualTo(1);
        }
    }

    @Test
    void workersWithoutCallsEndAndComeBack() {
        try (WorkerPool pool =
                pool().idleTimeout(Duration.ofMillis(200)).minIdle(1).build()) {
            pool.warmup().block();
            await().until(() -> pool.workers().size() == 1);
            assertThat(pool.metrics().retired()).isEqualTo(1);

            Flux.range(0, 10).transform(pool.map(Deeds::square)).blockLast();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "closeNow", "cancel"})
    void whateverEndsThePoolWhileWorkersAreReplacedNothingIsLeft(String how) {
        for (int round = 0; round < 4; round++) {
            WorkerPool pool = pool().maxTasksPerWorker(1).build();
            int wanted = round;
            AtomicBoolean isOver = new AtomicBoolean();
            Disposable subscription = Flux.range(0, Integer.MAX_VALUE)
                    .takeWhile(item -> !isOver.get())
                    .transform(pool.outcomes(Deeds::square))
                    .onErrorComplete()
                    .subscribe();
            await().until(() -> pool.metrics().started() >= wanted);

            isOver.set(how.equals("close"));
            if (how.equals("cancel")) {
                subscription.dispose();
            }
            if (how.equals("closeNow")) {
                pool.closeNow();
            }
            pool.close();

            assertThat(pool.workers()).isEmpty();
        }
    }
}
