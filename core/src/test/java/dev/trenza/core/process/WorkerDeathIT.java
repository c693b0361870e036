package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskRun;
import dev.trenza.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@Tag("process")
@Timeout(60)
@ExtendWith(NoLeftovers.class)
class WorkerDeathIT {

    @TempDir
    Path directory;

    private static WorkerPool.Builder pool() {
        return WorkerPool.builder().name("death").workers(2);
    }

    private static <O> Map<Long, Outcome<Integer, O>> run(WorkerPool pool, int items, Task<Integer, O> task) {
        return Flux.range(0, items)
                .transform(pool.outcomes(task))
                .collect(Collectors.toMap(Outcome::index, outcome -> outcome))
                .blockOptional()
                .orElseThrow();
    }

    private static void onlyItem3Failed(Map<Long, ? extends Outcome<Integer, ?>> outcomes, String status) {
        assertThat(outcomes)
                .allSatisfy(
                        (index, outcome) -> assertThat(outcome.status()).isEqualTo(index == 3 ? status : "success"));
    }

    private static String message(Outcome<?, ?> outcome) {
        return ((Outcome.Failure<?, ?>) outcome).failure().getMessage();
    }

    @Test
    void aTaskThatExitsCostsOnlyItsItem() {
        try (WorkerPool pool = pool().build()) {
            var outcomes = run(pool, 100, Deeds::exitAt3);

            onlyItem3Failed(outcomes, "quarantined");
            assertThat(message(outcomes.get(3L)))
                    .contains("'Deeds::exitAt3' on item '3'", "ended with 7: the task called System.exit(7) at ")
                    .contains("Deeds.exitAt3", "2 attempts", "\n  attempt 1: worker ", "\n  attempt 2: worker ");
            assertThat(pool.metrics().lost()).isEqualTo(2);
        }
    }

    @Test
    void whatAnEarlierTaskPrintedIsNotToldOfTheOneThatDied() {
        try (WorkerPool pool = pool().workers(1).attempts(1).build()) {
            var outcomes = run(pool, 4, Deeds::sayAndExitAt3);

            assertThat(message(outcomes.get(3L))).endsWith("; last output: item 3 says goodbye");
        }
    }

    @Test
    void anExitFromAnotherThreadIsTold() {
        try (WorkerPool pool = pool().workers(1).attempts(1).build()) {
            var outcomes = run(pool, 4, Deeds::exitElsewhereAt3);

            onlyItem3Failed(outcomes, "crashed");
            assertThat(message(outcomes.get(3L))).contains("thread 'elsewhere' called System.exit(5)");
        }
    }

    @Test
    void aShutdownHookThatHangsEndsWithin2Seconds() {
        try (WorkerPool pool = pool().workers(1).attempts(1).build()) {
            var outcomes = run(pool, 4, Deeds::exitWithAHangingHookAt3);

            onlyItem3Failed(outcomes, "crashed");
            assertThat(message(outcomes.get(3L)))
                    .contains("ended with 114: the task called System.exit at ")
                    .contains("a shutdown hook did not return within 2 s");
        }
    }

    @Test
    void aCrashOfTheJvmIsToldWithItsCauseAndItsReport() throws Exception {
        try (WorkerPool pool = pool().workers(1).attempts(1).build()) {
            var outcomes = run(pool, 4, Deeds::writeToNullAt3);

            onlyItem3Failed(outcomes, "crashed");
            String message = message(outcomes.get(3L));
            assertThat(message)
                    .contains(": SIGSEGV at address 0x0, a null pointer, in ")
                    .contains("called from dev.trenza.core.process.Deeds.writeToNullAt3")
                    .contains("; crash report: ");
            Path report = Path.of(message.replaceAll("(?s).*; crash report: ([^;]+).*", "$1"));
            assertThat(report).content().contains("A fatal error has been detected");
            assertThat(outcomes.get(3L))
                    .isInstanceOfSatisfying(
                            Outcome.Crashed.class,
                            crashed -> assertThat(crashed.failure().signal()).hasValue(11));
            Files.delete(report);
        }
    }

    /** Row 20 of the faults: a worker in a control group of its own, with less memory than its task takes. */
    @Test
    void theKernelsOutOfMemoryKillerIsToldFromAnybodyElse() throws Exception {
        Path group = MemoryGroup.make(96L << 20);
        Path java = MemoryGroup.javaIn(group, directory.resolve("java"));
        try (WorkerPool pool = pool().workers(1)
                .attempts(1)
                .java(java)
                .heap(32 << 20)
                .jvmArguments("-XX:MaxDirectMemorySize=1g")
                .build()) {
            var outcomes = run(pool, 4, Deeds::takeMemoryBesideTheHeapAt3);

            onlyItem3Failed(outcomes, "crashed");
            assertThat(message(outcomes.get(3L)))
                    .contains("ended with 137, SIGKILL (9): the system was out of memory and killed it");
        } finally {
            MemoryGroup.remove(group);
        }
    }

    @Test
    void aTerminationFromOutsideIsNoCallOfExit() {
        try (WorkerPool pool = pool().workers(1).attempts(1).build()) {
            var outcomes = run(pool, 4, Deeds::terminateOneselfAt3);

            onlyItem3Failed(outcomes, "crashed");
            assertThat(message(outcomes.get(3L))).contains("ended with 143, SIGTERM (15): something terminated it");
        }
    }

    @Test
    void haltingWithStatusZeroIsADeathToo() {
        try (WorkerPool pool = pool().attempts(1).build()) {
            var outcomes = run(pool, 10, Deeds::haltAt3);

            onlyItem3Failed(outcomes, "crashed");
            assertThat(outcomes.get(3L).execution().attempts()).isEqualTo(1);
        }
    }

    @Test
    void anExhaustedHeapIsToldAndCostsOnlyItsItem() {
        try (WorkerPool pool = pool().heap(32 << 20).build()) {
            var outcomes = run(pool, 100, Deeds::fillTheHeapAt3);

            onlyItem3Failed(outcomes, "out-of-memory");
            assertThat(message(outcomes.get(3L))).contains("item '3'", "heap");
        }
    }

    @Test
    void anItemThatNeedsMoreHeapGetsItOnce() {
        try (WorkerPool pool =
                pool().heap(32 << 20).oomHeap(256 << 20).attempts(1).build()) {
            var outcomes = run(pool, 100, Deeds::take64MegabytesAt3);

            assertThat(outcomes)
                    .hasSize(100)
                    .allSatisfy((i, outcome) -> assertThat(outcome.isSuccess()).isTrue());
            assertThat(outcomes.get(3L).execution().attempts()).isEqualTo(2);
            await("the large worker ends, and another like the rest takes its place")
                    .until(() -> pool.metrics().started() == 4 && pool.metrics().workers() == 2);
            assertThat(run(pool, 10, Deeds::maxHeap).values())
                    .extracting(outcome -> ((Outcome.Success<Integer, Long>) outcome).value())
                    .allSatisfy(heap -> assertThat(heap).isLessThan(64 << 20));
        }
    }

    @Test
    void theLargerHeapIsLargerThanThatOfAnArgument() {
        try (WorkerPool pool = pool().jvmArguments("-Xmx32m").oomHeap(256 << 20).build()) {
            var outcomes = run(pool, 10, Deeds::take64MegabytesAt3);

            assertThat(outcomes.get(3L).isSuccess()).isTrue();
            assertThat(outcomes.get(3L).execution().attempts()).isEqualTo(2);
        }
    }

    @Test
    void anItemThatNoHeapIsLargeEnoughForRunsTwice() {
        try (WorkerPool pool = pool().heap(32 << 20).oomHeap(64 << 20).build()) {
            var outcomes = run(pool, 20, Deeds::fillTheHeapAt3);

            onlyItem3Failed(outcomes, "out-of-memory");
            assertThat(outcomes.get(3L).execution().attempts()).isEqualTo(2);
            assertThat(message(outcomes.get(3L))).contains("\n  attempt 1: ", "\n  attempt 2: ");
        }
    }

    @Test
    void anOverflownStackIsAnOrdinaryFailure() {
        try (WorkerPool pool = pool().workers(1).build()) {
            var outcomes = run(pool, 10, Deeds::overflowTheStackAt3);

            onlyItem3Failed(outcomes, "failed");
            assertThat(message(outcomes.get(3L))).contains("StackOverflowError");
            assertThat(pool.metrics().restarts()).isZero();
        }
    }

    @Test
    void anExceptionComesWithItsCausesAndTheWorkerGoesOn() {
        try (WorkerPool pool = pool().workers(1).build()) {
            var outcomes = run(pool, 10, Deeds::throwAt3);

            onlyItem3Failed(outcomes, "failed");
            Throwable cause =
                    ((Outcome.Failure<?, ?>) outcomes.get(3L)).failure().getCause();
            assertThat(cause).hasToString("java.lang.IllegalStateException: three");
            assertThat(cause.getStackTrace()[0].getMethodName()).isEqualTo("throwAt3");
            assertThat(cause.getCause()).hasToString("java.io.IOException: because");
            assertThat(pool.metrics().started()).isEqualTo(1);
        }
    }

    @Test
    void aBusyWorkerThatIsKilledFromOutsideIsReplacedAndItsItemRunsAgain() throws Exception {
        String file = directory.resolve("held").toString();
        try (WorkerPool pool = pool().workers(1).build()) {
            Mono<String> result = pool.submit(Deeds::holdWhile, file).cache();
            result.subscribe();
            await().until(() -> Files.exists(Path.of(file)));

            long killed = pool.workers().get(0).pid();
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();
            await().until(() -> !Files.readString(Path.of(file)).equals(Long.toString(killed)));
            Files.delete(Path.of(file));

            StepVerifier.create(result).expectNext("held").verifyComplete();
            assertThat(pool.metrics().lost()).isEqualTo(1);
        }
    }

    @Test
    void anIdleWorkerThatIsKilledIsReplacedSilently() {
        try (WorkerPool pool = pool().build()) {
            pool.warmup().block();
            List<Long> before = pool.workers().stream().map(WorkerInfo::pid).toList();

            before.forEach(pid -> ProcessHandle.of(pid).orElseThrow().destroyForcibly());
            await().until(() -> pool.metrics().started() == 4 && pool.metrics().workers() == 2);

            StepVerifier.create(Flux.range(0, 5).transform(pool.map(Deeds::square)))
                    .expectNext(0, 1, 4, 9, 16)
                    .verifyComplete();
        }
    }

    @Test
    void whatWasSentAndNotStartedIsNotBlamed() {
        try (WorkerPool pool = pool().workers(1).attempts(1).build()) {
            // Tiny tasks first, so that the window is wide when the fourth of the next run kills the worker.
            run(pool, 5_000, Deeds::square);

            var outcomes = run(pool, 500, Deeds::exitAt3);

            onlyItem3Failed(outcomes, "crashed");
        }
    }

    @Test
    void childrenOfAWorkerDieWithIt() throws Exception {
        Path pidFile = directory.resolve("pid");
        try (WorkerPool pool = pool().attempts(1).build()) {
            StepVerifier.create(Flux.just(pidFile.toString()).transform(pool.outcomes(Deeds::leaveAChildAndDie)))
                    .expectNextMatches(outcome -> outcome.status().equals("crashed"))
                    .verifyComplete();

            long child = Long.parseLong(Files.readString(pidFile));
            await().atMost(Duration.ofSeconds(5)).until(() -> !Running.is(child));
        }
    }

    @Test
    void childrenOfAWorkerDieWithThePool() {
        long child;
        try (WorkerPool pool = pool().build()) {
            child = pool.submit(Deeds::leaveAChild, 0).blockOptional().orElseThrow();
            assertThat(ProcessHandle.of(child)).isPresent();
        }
        await().atMost(Duration.ofSeconds(5))
                .until(() ->
                        ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void textOnTheChannelEndsTheWorkerAndIsShown() {
        try (WorkerPool pool = pool().workers(1).attempts(1).build()) {
            Outcome<Integer, Integer> outcome = Flux.just(3)
                    .transform(pool.<Integer, Integer>outcomes(Deeds::writeIntoTheChannelAt3))
                    .blockFirst();

            assertThat(message(outcome)).contains("was killed", "this is no frame");
            assertThat(pool.metrics().killed()).isEqualTo(1);
        }
    }

    @Test
    void aTaskThatBreaksTheChannelDoesNotComeAgainWithoutEnd() {
        try (WorkerPool pool = pool().build()) {
            var outcomes = run(pool, 100, Deeds::writeIntoTheChannelAt3);

            assertThat(outcomes).hasSize(100);
            assertThat(outcomes.values())
                    .filteredOn(outcome -> !outcome.isSuccess())
                    .hasSize(1);
        }
    }

    @Test
    void oneItemThatKillsItsWorkersAmongAThousandStopsNobody() {
        try (WorkerPool pool = pool().build()) {
            TaskRun<Integer, Integer> ordered =
                    TaskRun.<Integer, Integer>of(Deeds::exitAt3).ordered();

            List<Outcome<Integer, Integer>> outcomes = pool.outcomes(Flux.range(0, 1000), ordered)
                    .collectList()
                    .blockOptional()
                    .orElseThrow();

            assertThat(outcomes).extracting(Outcome::index).isSorted().hasSize(1000);
            assertThat(outcomes).filteredOn(outcome -> !outcome.isSuccess()).hasSize(1);
        }
    }
}
