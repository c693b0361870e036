package dev.trenza.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.inline.InlineTaskPool;
import dev.trenza.core.thread.ThreadTaskPool;
import dev.trenza.task.StreamTask;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** A stage whose task emits items as it goes. */
@Timeout(120)
class EmittingStageTest {

    private static final StreamTask<Integer, Integer> COUNT = (n, out) -> {
        for (int i = 0; i < n; i++) {
            out.emit(i);
        }
    };

    private final TaskPool inline = InlineTaskPool.create();
    private final TaskPool threads = ThreadTaskPool.create(4);
    private final TaskPool others = ThreadTaskPool.create(4);

    @AfterEach
    void closePools() {
        inline.closeNow();
        threads.closeNow();
        others.closeNow();
    }

    private static List<StreamOutcome> run(PipelineStream stream) {
        return Pipeline.builder("test").stream(stream)
                .build()
                .run()
                .collectList()
                .block();
    }

    @Test
    void eachValueIsAnItemWithAPartOfItsOwnAndNoneIsNone() {
        List<StreamOutcome> outcomes = run(PipelineStream.of(
                "s",
                Flux.just(2, 0, 1),
                Stage.cpu("count", inline, COUNT),
                Stage.cpu("next", inline, (Integer x) -> x + 1)));

        assertThat(outcomes)
                .extracting(outcome -> outcome.seq() + " " + outcome.part() + " " + outcome.value())
                .containsExactly("0 0 1", "0 1 2", "2 0 1");
    }

    @Test
    void valuesComeBeforeTheirTaskHasEndedAndOnDemand() {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger emitted = new AtomicInteger();
        StreamTask<Integer, Integer> endless = (n, out) -> {
            for (int i = 0; i < 1_000_000; i++) {
                out.emit(i);
                emitted.set(i);
            }
            never.await();
        };
        Pipeline pipeline = Pipeline.builder("test").stream(
                        "s",
                        Flux.just(1),
                        Stage.cpu("endless", threads, endless),
                        Stage.cpu("same", others, (Integer x) -> x))
                .build();

        StepVerifier.create(pipeline.run(), 5)
                .expectNextCount(5)
                .then(() -> assertThat(emitted.get()).isLessThan(100_000))
                .thenCancel()
                .verify(Duration.ofMinutes(1));
    }

    @Test
    void anOrderedStreamKeepsTheOrderOfItemsAndValues() {
        List<StreamOutcome> outcomes = run(PipelineStream.of(
                        "s",
                        Flux.range(0, 200),
                        Stage.cpu("count", threads, (StreamTask<Integer, Integer>) (n, out) -> {
                            out.emit(n * 2);
                            out.emit(n * 2 + 1);
                        }),
                        Stage.cpu("same", others, (Integer x) -> x))
                .ordered());

        assertThat(outcomes)
                .extracting(StreamOutcome::value)
                .isEqualTo(IntStream.range(0, 400).boxed().toList());
    }

    @Test
    void whereTheTaskFailsItsItemFailsBesideWhatItEmitted() {
        StreamTask<Integer, Integer> breaks = (n, out) -> {
            out.emit(n);
            throw new IOException("broke off");
        };

        List<StreamOutcome> outcomes =
                run(PipelineStream.of("s", Flux.just(1, 2), Stage.cpu("breaks", threads, breaks)));

        assertThat(outcomes)
                .extracting(outcome -> outcome.seq() + "/" + outcome.part() + " " + outcome.status())
                .containsExactlyInAnyOrder("0/0 success", "0/ failed", "1/0 success", "1/ failed");
        assertThat(outcomes).filteredOn(outcome -> !outcome.isSuccess()).allSatisfy(outcome -> {
            assertThat(outcome.stage()).isEqualTo("breaks");
            assertThat(((Outcome.Failure<?, ?>) outcome.outcome()).failure()).hasMessageContaining("broke off");
        });
    }

    @Test
    void aTimeOutAndARetryHoldForACallAndATryThatHasEmittedIsTheLast() {
        AtomicInteger tries = new AtomicInteger();
        StreamTask<Integer, Integer> hangs = (n, out) -> {
            tries.incrementAndGet();
            if (n == 0) {
                new CountDownLatch(1).await();
            } else if (n == 1 && tries.get() < 100) {
                out.emit(1);
                throw new IOException("behind a value");
            } else {
                throw new IOException("at once");
            }
        };
        Stage stage = Stage.cpu("hangs", threads, hangs).withRetry(new TaskRun.Retry(3, Duration.ZERO));

        assertThat(run(PipelineStream.of("s", Flux.just(0), stage.withTimeout(Duration.ofMillis(100)))))
                .extracting(StreamOutcome::status)
                .containsExactly("timed-out");
        tries.set(0);
        assertThat(run(PipelineStream.of("s", Flux.just(1), stage)))
                .extracting(StreamOutcome::status)
                .containsExactlyInAnyOrder("success", "failed");
        assertThat(tries).hasValue(1);
        tries.set(0);
        assertThat(run(PipelineStream.of("s", Flux.just(2), stage)))
                .extracting(StreamOutcome::status)
                .containsExactly("failed");
        assertThat(tries).hasValue(3);
    }

    @Test
    void aPartThatCouldNotBeProducedFailsAloneAndMayBeSkipped() {
        StreamTask<Integer, Object> rows = (n, out) -> {
            out.emit("row 1");
            out.emit(SourceItem.failed("file:2", new IOException("row 2 is no row")));
            out.emit("row 3");
        };
        Stage stage = Stage.io("rows", inline, (StreamTask<Item, Object>) (item, out) -> rows.stream(1, out));

        assertThat(run(PipelineStream.of("s", Flux.just("file"), stage)))
                .extracting(outcome -> outcome.part() + " " + outcome.status())
                .containsExactlyInAnyOrder("0 success", "1 failed", "2 success");
        assertThat(run(PipelineStream.of("s", Flux.just("file"), stage.withOnError(OnError.SKIP))))
                .extracting(StreamOutcome::status)
                .containsExactlyInAnyOrder("success", "skipped", "success");
    }

    @Test
    void listenersHearOfACallAndNotOfItsValues() {
        List<String> heard = new CopyOnWriteArrayList<>();
        Pipeline.builder("test").stream("s", Flux.just(3), Stage.cpu("count", threads, COUNT))
                .listener(new RunListener() {
                    @Override
                    public void stageFinished(StageRun run) {
                        heard.add(run.stage() + " " + run.status() + " " + (run.worker() > 0));
                    }
                })
                .build()
                .run()
                .blockLast();

        assertThat(heard).containsExactly("count success true");
    }

    @Test
    void aLongStreamOfManyCallsGoesThroughAllOfIt() {
        Stage sum = Stage.aggregate("how-many", () -> new Aggregate() {
            private long count;

            @Override
            public void add(Item item) {
                count++;
            }

            @Override
            public List<Long> results() {
                return List.of(count);
            }
        });

        assertThat(run(PipelineStream.of(
                        "s",
                        Flux.range(0, 100),
                        Stage.cpu("count", threads, COUNT),
                        Stage.cpu("same", others, (Integer x) -> x),
                        sum)))
                .extracting(StreamOutcome::value)
                .containsExactly(100L * 99 / 2);
    }
}
