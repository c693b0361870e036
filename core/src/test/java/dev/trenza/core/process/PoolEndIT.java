package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import dev.trenza.core.PoolClosedException;
import dev.trenza.core.TaskRun;
import dev.trenza.core.WorkerStartException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** How pools begin and end, and that nothing is left of them. */
@Tag("process")
@Timeout(60)
@ExtendWith(NoLeftovers.class)
class PoolEndIT {

    @TempDir
    Path directory;

    private static WorkerPool.Builder pool() {
        return WorkerPool.builder().name("end").workers(2);
    }

    @Test
    void aPoolThatIsNotUsedStartsNothing() {
        try (WorkerPool pool = pool().build()) {
            StepVerifier.create(Flux.<Integer>empty().transform(pool.map(Deeds::square)))
                    .verifyComplete();

            assertThat(pool.metrics().started()).isZero();
            assertThat(pool.workers()).isEmpty();
        }
    }

    @Test
    void noMoreWorkersAreStartedThanThereAreItems() {
        try (WorkerPool pool = pool().workers(4).build()) {
            Flux.range(0, 2).transform(pool.map(Deeds::square)).blockLast();

            assertThat(pool.workers()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void closingWaitsForWhatIsPending() throws Exception {
        Path file = directory.resolve("held");
        Queue<String> results = new ConcurrentLinkedQueue<>();
        WorkerPool pool = pool().build();
        pool.submit(Deeds::holdWhile, file.toString()).subscribe(results::add);
        await().until(() -> Files.exists(file));

        Thread closer = new Thread(pool::close);
        closer.start();
        await().until(pool::isClosed);
        assertThat(results).isEmpty();
        Files.delete(file);
        closer.join();

        assertThat(results).containsExactly("held");
        pool.close();
    }

    @Test
    void closingAtOnceKillsWhatRunsAndCancelsWhatIsPending() {
        Path file = directory.resolve("held");
        WorkerPool pool = pool().workers(1).build();
        Queue<String> statuses = new ConcurrentLinkedQueue<>();
        List<Throwable> errors = new ArrayList<>();
        Flux.concat(Flux.just(file.toString(), "second"), Flux.never())
                .transform(pool.outcomes(Deeds::holdWhile))
                .map(Outcome::status)
                .subscribe(statuses::add, errors::add);
        await().until(() -> Files.exists(file));

        pool.closeNow();

        await().until(() -> !errors.isEmpty());
        assertThat(statuses).containsExactly("cancelled", "cancelled");
        assertThat(errors).singleElement().isInstanceOf(PoolClosedException.class);
    }

    @Test
    void closingAtOnceDoesNotWaitForASubscriberThatAsksForNothing() {
        WorkerPool pool = pool().build();

        StepVerifier.create(Flux.range(0, 1000).transform(pool.outcomes(Deeds::square)), 0)
                .thenRequest(1)
                .expectNextCount(1)
                .then(pool::closeNow)
                .then(() -> assertThat(pool.workers()).isEmpty())
                .thenCancel()
                .verify();
    }

    @Test
    void closingDoesNotWaitForEverForASubscriberThatAsksForNothing() {
        for (boolean isOrdered : new boolean[] {false, true}) {
            WorkerPool pool = pool().build();
            TaskRun<Integer, Integer> run = TaskRun.of(Deeds::square);

            StepVerifier.create(pool.values(Flux.range(0, 1_000_000), isOrdered ? run.ordered() : run), 0)
                    .thenRequest(2)
                    .expectNextCount(2)
                    .then(pool::close)
                    .verifyError(PoolClosedException.class);
        }
    }

    @Test
    void closingLetsASubscriptionRunToItsEndThatAsksForMore() {
        WorkerPool pool = pool().build();

        StepVerifier.create(Flux.range(0, 10_000)
                        .transform(pool.mapUnordered(Deeds::square))
                        .doOnNext(first -> pool.close())
                        .count())
                .expectNext(10_000L)
                .verifyComplete();
    }

    @Test
    void afterClosingAnythingIsRefused() {
        WorkerPool pool = pool().build();
        pool.close();

        StepVerifier.create(pool.submit(Deeds::square, 1)).verifyError(PoolClosedException.class);
    }

    @Test
    void aCallbackMayCloseThePool() {
        WorkerPool pool = pool().build();

        StepVerifier.create(pool.submit(Deeds::square, 3).doOnNext(nine -> pool.close()))
                .expectNext(9)
                .verifyComplete();

        StepVerifier.create(pool.disposeLater()).verifyComplete();
    }

    @Test
    void workersThatCannotStartFailThePoolWithTheirOwnWords() {
        try (WorkerPool pool = pool().jvmArguments("-XX:NoSuchFlag=1").build()) {
            StepVerifier.create(Flux.range(0, 5).transform(pool.map(Deeds::square)))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(WorkerStartException.class)
                            .hasMessageContaining("NoSuchFlag"))
                    .verify(Duration.ofSeconds(10));
            assertThatThrownBy(() -> pool.warmup().block()).isInstanceOf(WorkerStartException.class);
        }
    }

    @Test
    void aJavaThatIsNotThereIsNamed() {
        try (WorkerPool pool = pool().java(directory.resolve("no-java")).build()) {
            StepVerifier.create(pool.submit(Deeds::square, 1))
                    .expectErrorSatisfies(error ->
                            assertThat(error).hasMessageContaining("no-java").isInstanceOf(WorkerStartException.class))
                    .verify(Duration.ofSeconds(10));
        }
    }

    @Test
    void deathIsSeenWithASaturatedCommonPool() {
        Queue<Thread> blocked = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 64; i++) {
            java.util.concurrent.ForkJoinPool.commonPool().execute(() -> {
                blocked.add(Thread.currentThread());
                java.util.concurrent.locks.LockSupport.park();
            });
        }
        try (WorkerPool pool = pool().attempts(1).build()) {
            StepVerifier.create(Flux.just(3).transform(pool.outcomes(Deeds::haltAt3)))
                    .expectNextMatches(outcome -> outcome.status().equals("crashed"))
                    .expectComplete()
                    .verify(Duration.ofSeconds(10));
        } finally {
            await().until(() -> {
                blocked.forEach(java.util.concurrent.locks.LockSupport::unpark);
                return java.util.concurrent.ForkJoinPool.commonPool().isQuiescent();
            });
        }
    }

    /** As Ctrl-Z does, or a machine that sleeps: everything stands still for longer than any limit of the pool. */
    @Test
    void noWorkerIsKilledBecauseEverythingStoodStill() throws Exception {
        Process parent = startParent("tick");
        String family = parent.pid() + " "
                + parent.toHandle()
                        .descendants()
                        .map(member -> Long.toString(member.pid()))
                        .collect(Collectors.joining(" "));

        new ProcessBuilder("sh", "-c", "kill -STOP " + family + "; sleep 4; kill -CONT " + family)
                .inheritIO()
                .start()
                .waitFor();

        assertThat(parent.inputReader().lines().filter(line -> !line.equals("ready")))
                .containsExactly("[success] restarts 0");
        assertThat(parent.waitFor()).isZero();
    }

    @Test
    void aStormOfCancellationsLeavesThePoolAsItWas() {
        try (WorkerPool pool = WorkerPool.builder()
                .name("storm")
                .workers(2)
                .gracePeriod(Duration.ofSeconds(30))
                .build()) {
            Random random = new Random(51);
            for (int i = 0; i < 200; i++) {
                AtomicInteger results = new AtomicInteger();
                int enough = random.nextInt(50);
                Disposable subscription = Flux.range(0, 1_000)
                        .transform(pool.outcomes(Deeds::waitUntilInterruptedAt3))
                        .subscribe(outcome -> results.incrementAndGet());
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> results.get() >= enough);
                subscription.dispose();
            }

            await().until(() -> pool.metrics().inFlight() == 0 && pool.metrics().pending() == 0);
            assertThat(pool.metrics().restarts()).isZero();
            StepVerifier.create(pool.submit(Deeds::square, 5)).expectNext(25).verifyComplete();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle", "spin", "count", "child"})
    void noWorkerOutlivesAParentThatIsKilled(String what) throws Exception {
        Process parent = startParent(what);
        List<ProcessHandle> family = parent.toHandle().descendants().toList();
        assertThat(family).isNotEmpty();

        parent.destroyForcibly().waitFor();

        await().atMost(Duration.ofSeconds(5))
                .until(() -> family.stream().noneMatch(member -> Running.is(member.pid())));
    }

    @Test
    void noWorkerOutlivesAParentThatExitsWithoutClosing() throws Exception {
        Process parent = startParent("exit");
        List<ProcessHandle> family = parent.toHandle().descendants().toList();

        parent.getOutputStream().close();
        assertThat(parent.waitFor(10, TimeUnit.SECONDS)).isTrue();

        await().atMost(Duration.ofSeconds(5))
                .until(() -> family.stream().noneMatch(member -> Running.is(member.pid())));
    }

    /** A JVM with a pool whose worker is busy; ready when it has said so. */
    private static Process startParent(String what) throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:disable",
                        "-cp",
                        System.getProperty("java.class.path").replace(File.pathSeparator + File.pathSeparator, ""),
                        ParentMain.class.getName(),
                        what)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(parent.inputReader().readLine()).isEqualTo("ready");
        return parent;
    }
}
