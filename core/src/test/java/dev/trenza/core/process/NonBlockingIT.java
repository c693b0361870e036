package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.inline.InlineTaskPool;
import dev.trenza.core.thread.ThreadTaskPool;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.blockhound.BlockHound;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Pools used from threads that must not block: BlockHound sees every call of the JDK there that does. */
@Tag("process")
@Tag("blockhound")
@Timeout(300)
class NonBlockingIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> WRITER_METHODS =
            List.of("beginBurst", "endBurst", "enqueue", "enqueueCall", "enqueueCalls", "flush", "flushLater");
    private static final Queue<String> BLOCKED = new ConcurrentLinkedQueue<>();

    private final Scheduler parallel = Schedulers.newParallel("must-not-block", 4);

    @BeforeAll
    static void watch() {
        allowances(BlockHound.builder())
                .loadIntegrations()
                .blockingMethodCallback(method -> {
                    Throwable here = new Throwable(method + " on " + Thread.currentThread());
                    StringWriter text = new StringWriter();
                    here.printStackTrace(new PrintWriter(text, true));
                    BLOCKED.add(text.toString());
                })
                .install();
    }

    /** Each is something that BlockHound cannot tell from waiting, and that does not wait for a worker or a disk. */
    private static BlockHound.Builder allowances(BlockHound.Builder builder) {
        for (String method : WRITER_METHODS) {
            // The writer's lock fences copying into a buffer. What leaves the caller's thread leaves only where no more
            // than
            // 4 KiB are in the pipe, which has room for them: record 11.
            builder.allowBlockingCallsInside("dev.trenza.worker.protocol.FrameWriter", method);
        }
        return builder
                // The pool's lock fences decisions of microseconds; nothing is emitted, written or waited for in it. A
                // monitor, which is what Reactor itself takes there, would be no better, only invisible.
                .allowBlockingCallsInside("dev.trenza.core.process.Dispatcher", "enter")
                // One page of a file that the worker writes all the time, so that it is in memory.
                .allowBlockingCallsInside("dev.trenza.worker.protocol.StatusPage", "refresh")
                // Once for each class that holds a task's code: as its loading, which may come on any thread, did
                // before.
                .allowBlockingCallsInside("dev.trenza.worker.protocol.ClassFingerprint", "read");
    }

    @BeforeEach
    void forget() {
        BLOCKED.clear();
    }

    @AfterEach
    void stop() {
        parallel.dispose();
    }

    @Test
    void aDeliberateBlockIsCaught() {
        Mono.fromRunnable(() -> {
                    try {
                        Thread.sleep(1);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .subscribeOn(parallel)
                .block(SOON);

        assertThat(BLOCKED).hasSize(1).first().asString().contains("java.lang.Thread.sleep");
    }

    @Test
    void workersAreUsedWithoutBlocking() {
        WorkerPool pool = WorkerPool.builder().name("hounded").workers(2).build();

        use(pool);
        run(() -> {
            assertThat(pool.metrics().answered()).isPositive();
            assertThat(pool.workers()).isNotEmpty();
            assertThat(pool.config().workers()).isEqualTo(2);
            assertThat(pool.toString()).contains("hounded");
        });
        pool.warmup().subscribeOn(parallel).block(SOON);
        end(pool);

        assertThat(BLOCKED).isEmpty();
    }

    @Test
    void workersThatAreClosedAtOnceDoNotHoldUpTheCaller() {
        WorkerPool pool = WorkerPool.create(2);
        CountDownLatch hasBegun = new CountDownLatch(1);
        Disposable run = Flux.range(0, 100)
                .transform(pool.outcomes(x -> {
                    Thread.sleep(x == 0 ? 0 : 600_000);
                    return x;
                }))
                .subscribeOn(parallel)
                .subscribe(outcome -> hasBegun.countDown(), closed -> {});
        await(hasBegun);

        run(pool::closeNow);
        pool.disposeLater().block(SOON);
        run.dispose();

        assertThat(BLOCKED).isEmpty();
    }

    @Test
    void threadsAreUsedWithoutBlocking() {
        TaskPool pool = ThreadTaskPool.create(2);

        use(pool);
        end(pool);

        assertThat(BLOCKED).isEmpty();
    }

    @Test
    void theInlinePoolBlocksNoMoreThanItsTasks() {
        TaskPool pool = InlineTaskPool.builder().roundTrip(true).build();

        use(pool);
        end(pool);

        assertThat(BLOCKED).isEmpty();
    }

    /** From several threads at once, so that they meet at the pool's locks. */
    private void use(TaskPool pool) {
        Flux.range(0, 8)
                .flatMap(stream -> stream(pool, stream).subscribeOn(parallel), 8)
                .blockLast(SOON);
        Flux.range(0, 2_000)
                .publishOn(parallel)
                .flatMap(pool.task(x -> x + 1), 64)
                .blockLast(SOON);
        Flux.just(new byte[1 << 20], new byte[2 << 20])
                .publishOn(parallel)
                .transform(pool.map(bytes -> bytes))
                .blockLast(SOON);
        Mono<Integer> cancelled = Flux.range(0, 10_000)
                .transform(pool.<Integer, Integer>mapUnordered(x -> x))
                .take(20, true)
                .count()
                .map(Long::intValue);
        Flux.range(0, 20).flatMap(x -> cancelled.subscribeOn(parallel), 4).blockLast(SOON);
    }

    private static Flux<?> stream(TaskPool pool, int stream) {
        Flux<Integer> items = Flux.range(0, 3_000);
        return switch (stream % 4) {
            case 0 -> items.transform(pool.map(x -> x * x));
            case 1 ->
                items.transform(pool.<Integer, Integer>mapUnordered(x -> x * x)).limitRate(10);
            case 2 -> items.transform(pool.<Integer, Integer>outcomes(NonBlockingIT::failSometimes));
            default ->
                pool.outcomes(
                        items.take(300),
                        TaskRun.<Integer, Integer>of(NonBlockingIT::failSometimes)
                                .retry(new TaskRun.Retry(2, Duration.ofMillis(1)))
                                .timeout(Duration.ofSeconds(30))
                                .ordered());
        };
    }

    private static Integer failSometimes(Integer x) {
        if (x % 100 == 7) {
            throw new IllegalStateException("no " + x);
        }
        return x;
    }

    private void end(TaskPool pool) {
        Disposable late = Flux.<Integer>never()
                .transform(pool.<Integer, Integer>outcomes(x -> x))
                .subscribe();
        run(late::dispose);
        run(pool::close);
        pool.disposeLater().subscribeOn(parallel).block(SOON);
    }

    private void run(Runnable body) {
        Mono.fromRunnable(body).subscribeOn(parallel).block(SOON);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
