package dev.trenza.app.advice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.statistics.Distribution;
import dev.trenza.app.statistics.PoolStatistics;
import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.app.statistics.SlowItem;
import dev.trenza.app.statistics.StageStatistics;
import dev.trenza.core.pipeline.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AdviceTest {

    private static final Duration WALL = Duration.ofSeconds(10);
    private static final int PROCESSORS = 4;

    private final List<StageStatistics> stages = new ArrayList<>();
    private final List<PoolStatistics> pools = new ArrayList<>();
    private final List<SlowItem> slowest = new ArrayList<>();
    private Map<String, Long> ends = Map.of("success", 100L);
    private OptionalDouble load = OptionalDouble.empty();
    private Optional<Duration> wall = Optional.of(WALL);

    @Test
    void moreWorkersThanProcessorsThatAreBusyArePastTheKnee() {
        workers(6, Duration.ofSeconds(55), 0);
        load = OptionalDouble.of(0.91);

        assertThat(advice())
                .containsExactly("91 % CPU: 6 workers is past the knee of 4 processors; -j 4 would do as much");

        load = OptionalDouble.of(0.5);
        assertThat(advice()).isEmpty();
    }

    @Test
    void busyWorkersBesideIdleProcessorsAreTooFew() {
        workers(2, Duration.ofSeconds(19), 0);
        load = OptionalDouble.of(0.49);

        assertThat(advice())
                .containsExactly("workers were busy 95 % of the time, the processors 49 %: raise -j from 2 towards 4");

        pools.clear();
        stages.clear();
        workers(4, Duration.ofSeconds(39), 0);
        assertThat(advice()).as("there are no more processors").isEmpty();
    }

    @Test
    void workersThatWaitForBusyThreadsWantMoreOfThese() {
        workers(2, Duration.ofSeconds(12), 0);
        threads(16, Duration.ofSeconds(158));
        load = OptionalDouble.of(0.3);

        assertThat(advice())
                .containsExactly("workers waited 40 % of the time, and all 16 I/O threads were busy 99 % of the time:"
                        + " raise --io-jobs, or a stage's concurrency");
    }

    @Test
    void threadsAloneCanBeTooFew() {
        threads(1, Duration.ofSeconds(9));
        load = OptionalDouble.of(0.1);

        assertThat(advice())
                .containsExactly("the I/O thread was busy 90 % of the time: raise --io-jobs, or a stage's concurrency");
    }

    @Test
    void whoMovesMoreThanItComputesShouldPassPaths() {
        workers(4, Duration.ofSeconds(1), 2_000_000_000);

        assertThat(advice())
                .containsExactly("workers got and gave 2 GB for 1 s of computing, which moves more than it computes:"
                        + " pass paths in place of bytes, or run it on threads");

        pools.clear();
        stages.clear();
        workers(4, Duration.ofSeconds(30), 2_000_000_000);
        assertThat(advice()).isEmpty();
    }

    @Test
    void tinyTasksShouldGetManyValuesAtOnce() {
        stages.add(stage("square", Stage.Kind.CPU, 1_000_000, 3_000_000_000L));

        assertThat(advice())
                .containsExactly(
                        "'square' takes 3 µs for an item, less than the way to a worker: give it many values at"
                                + " once");
    }

    @Test
    void killersShouldBeQuarantined() {
        ends = Map.of("success", 100L, "crashed", 2L, "quarantined", 1L);
        pools.add(new PoolStatistics("worker", Stage.Kind.CPU, 4, 5, 0));

        assertThat(advice())
                .containsExactly("3 items killed the worker (5 workers replaced): --quarantine DIR keeps each, and"
                        + " trenza replay runs one alone");
    }

    @Test
    void exhaustedHeapsShouldBeLarger() {
        ends = Map.of("out-of-memory", 1L);

        assertThat(advice())
                .containsExactly(
                        "1 item exhausted the heap: raise --heap, or give such items a second attempt with --oom-heap");
    }

    @Test
    void anItemThatTakesMostOfTheRunShouldBeFirst() {
        slowest.add(new SlowItem("s", 3, "big.pdf", "success", 9_000_000_000L, 0));

        assertThat(advice()).containsExactly("one item ran 9 s of 10 s (big.pdf): split it, or put it first");

        ends = Map.of("success", 2L);
        assertThat(advice()).as("of two items one is always large").isEmpty();
    }

    @Test
    void withoutMeasurementsThereIsNoAdvice() {
        wall = Optional.empty();
        workers(6, Duration.ofSeconds(55), 0);
        threads(1, Duration.ofSeconds(9));
        slowest.add(new SlowItem("s", 3, "big.pdf", "success", 9_000_000_000L, 0));
        stages.add(stage("square", Stage.Kind.CPU, 1_000_000, 3_000_000_000L));

        assertThat(advice()).isEmpty();
    }

    @Test
    void aRunOfASecondSaysNothingOfWorkersAndProcessors() {
        wall = Optional.of(Duration.ofSeconds(1));
        workers(6, Duration.ofSeconds(6), 0);
        load = OptionalDouble.of(1);

        assertThat(advice()).isEmpty();
    }

    private void workers(int size, Duration busy, long bytes) {
        pools.add(new PoolStatistics("worker", Stage.Kind.CPU, size, 0, bytes));
        stages.add(stage("parse", Stage.Kind.CPU, 100, busy.toNanos()));
    }

    private void threads(int size, Duration busy) {
        pools.add(new PoolStatistics("io", Stage.Kind.IO, size, 0, 0));
        stages.add(stage("read", Stage.Kind.IO, 100, busy.toNanos()));
    }

    private static StageStatistics stage(String name, Stage.Kind kind, long count, long totalNanos) {
        Distribution runs = new Distribution(count, totalNanos, 1, 1, 1, List.of());
        return new StageStatistics("s", name, kind, "pool", Map.of("success", count), runs, runs);
    }

    private List<String> advice() {
        return Advice.on(new RunStatistics(
                "p",
                Optional.empty(),
                wall.map(time -> new RunStatistics.Strands(time, Duration.ZERO, Duration.ZERO, Duration.ZERO)),
                Map.of("s", ends),
                stages,
                slowest,
                List.of(),
                0,
                pools,
                Optional.empty(),
                load,
                PROCESSORS));
    }
}
