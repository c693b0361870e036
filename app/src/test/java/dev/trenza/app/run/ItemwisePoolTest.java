package dev.trenza.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.input.MachineLoad;
import dev.trenza.app.input.Pacing;
import dev.trenza.app.input.StartGate;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskFailedException;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.thread.ThreadTaskPool;
import dev.trenza.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

@Timeout(120)
class ItemwisePoolTest {

    private final TaskPool threads =
            ThreadTaskPool.builder().name("itemwise").concurrency(3).build();
    private final AtomicBoolean isDraining = new AtomicBoolean();

    @AfterEach
    void close() {
        threads.closeNow();
    }

    @Test
    void neverMoreAreBegunThanRunAtOnce() {
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Flux<Integer> items = Flux.range(0, 50)
                .doOnNext(item -> most.accumulateAndGet(taken.incrementAndGet() - ended.get(), Math::max));

        List<Outcome<Integer, Integer>> outcomes =
                run(items, item -> item * 2, conduct(1, (outcome, item) -> outcome), ended);

        assertThat(outcomes).hasSize(50).allMatch(Outcome::isSuccess);
        assertThat(outcomes.stream().map(Outcome::index).sorted())
                .containsExactlyElementsOf(
                        IntStream.range(0, 50).mapToObj(i -> (long) i).toList());
        assertThat(most.get()).isLessThanOrEqualTo(2 * threads.concurrency());
    }

    @Test
    void whatHasNotBegunIsSkippedOnceTheRunEnds() {
        List<Outcome<Integer, Integer>> outcomes = run(
                Flux.range(0, 20),
                item -> {
                    isDraining.set(true);
                    return item;
                },
                conduct(1, (outcome, item) -> outcome),
                new AtomicInteger());

        assertThat(outcomes).hasSize(20);
        assertThat(outcomes.stream().filter(Outcome::isSuccess)).hasSizeBetween(1, threads.concurrency());
        assertThat(outcomes.stream().filter(outcome -> !outcome.isSuccess()))
                .allMatch(outcome -> outcome.status().equals("skipped"));
    }

    @Test
    void anItemIsTriedAgainByWhatItsOutcomeMeans() {
        ConcurrentHashMap<Integer, Integer> attempts = new ConcurrentHashMap<>();
        BiFunction<Outcome<?, ?>, String, Outcome<?, ?>> reading = (outcome, item) -> outcome
                                instanceof Outcome.Success<?, ?> success
                        && Integer.valueOf(1).equals(success.value())
                ? new Outcome.Failed<>(
                        outcome.index(), outcome.item(), new TaskFailedException(item, null), outcome.execution())
                : outcome;

        List<Outcome<Integer, Integer>> outcomes = run(
                Flux.range(0, 4),
                item -> attempts.merge(item, 1, Integer::sum),
                conduct(2, reading),
                new AtomicInteger());

        assertThat(outcomes).hasSize(4).allMatch(Outcome::isSuccess);
        assertThat(outcomes).allMatch(outcome -> outcome.execution().attempts() == 2);
    }

    @Test
    void anItemThatTakesFarLongerThanTheMedianTimesOutEvenIfItBeganFirst() {
        Conduct conduct = new Conduct(
                Pacing.NONE, OptionalInt.of(1_000), Optional.empty(), OptionalInt.empty(), Optional.empty());

        List<Outcome<Integer, Integer>> outcomes = run(
                Flux.range(0, 30),
                item -> {
                    if (item == 0) {
                        new CountDownLatch(1).await();
                    }
                    new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
                    return item;
                },
                conduct,
                new AtomicInteger());

        assertThat(outcomes).hasSize(30);
        assertThat(outcomes.stream().filter(outcome -> outcome.index() == 0))
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.TimedOut.class,
                        late -> assertThat(late.failure().getMessage()).contains("of the median run time"));
    }

    private static Conduct conduct(int attempts, BiFunction<Outcome<?, ?>, String, Outcome<?, ?>> reading) {
        return new Conduct(
                Pacing.NONE, OptionalInt.empty(), Optional.empty(), OptionalInt.of(attempts), Optional.of(reading));
    }

    private List<Outcome<Integer, Integer>> run(
            Flux<Integer> items, Task<Integer, Integer> task, Conduct conduct, AtomicInteger ended) {
        StartGate gate =
                new StartGate(conduct.pacing(), MachineLoad.ofThisMachine(), Schedulers.parallel(), words -> {});
        return new ItemwisePool(threads, conduct, gate, isDraining::get)
                .outcomes(items, TaskRun.<Integer, Integer>of(task))
                .doOnNext(outcome -> ended.incrementAndGet())
                .collectList()
                .block(Duration.ofSeconds(100));
    }
}
