package dev.trenza.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskPool;
import dev.trenza.core.inline.InlineTaskPool;
import dev.trenza.core.thread.ThreadTaskPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Stages that make one item of many, or many of one; and what becomes of failures. */
@Timeout(120)
class ReshapedStreamTest {

    private final TaskPool inline = InlineTaskPool.create();
    private final TaskPool threads = ThreadTaskPool.create(4);

    @AfterEach
    void closePools() {
        inline.closeNow();
        threads.closeNow();
    }

    private static List<StreamOutcome> run(PipelineStream stream) {
        return Pipeline.builder("test").stream(stream)
                .build()
                .run()
                .collectList()
                .block();
    }

    private static List<StreamOutcome> run(Flux<?> source, Stage... stages) {
        return run(PipelineStream.of("s", source, stages));
    }

    private Stage failOddOnes(TaskPool pool) {
        return Stage.cpu("check", pool, (Integer x) -> {
            if (x % 2 == 1) {
                throw new IOException("odd " + x);
            }
            return x;
        });
    }

    @Test
    void aBatchIsOneItemOfSeveralAndTheLastOneMayBeSmaller() {
        List<StreamOutcome> outcomes = run(
                Flux.range(10, 5),
                Stage.batch("batch", 2),
                Stage.cpu(
                        "sum",
                        inline,
                        (List<Integer> batch) -> batch.stream().mapToInt(x -> x).sum()));

        assertThat(outcomes).extracting(StreamOutcome::value).containsExactly(21, 25, 14);
        assertThat(outcomes).extracting(StreamOutcome::seq).containsExactly(0L, 2L, 4L);
        assertThat(outcomes)
                .extracting(StreamOutcome::origin)
                .containsExactly(List.of(10, 11), List.of(12, 13), List.of(14));
    }

    @Test
    void batchesOfAnOrderedStreamHoldNeighbours() {
        Stage jitter = Stage.cpu("jitter", threads, (Integer x) -> x);

        List<StreamOutcome> outcomes =
                run(PipelineStream.of("s", Flux.range(0, 1_000), jitter, Stage.batch("batch", 10))
                        .ordered());

        assertThat(outcomes)
                .extracting(StreamOutcome::value)
                .isEqualTo(IntStream.range(0, 100)
                        .mapToObj(b ->
                                IntStream.range(0, 10).mapToObj(x -> b * 10 + x).toList())
                        .toList());
    }

    @Test
    void eachElementOfAListOrAnArrayIsAnItemWithAPartOfItsOwn() {
        List<StreamOutcome> outcomes = run(
                Flux.just("a b", "", "c"),
                Stage.cpu("split", inline, (String text) -> text.isEmpty() ? List.of() : List.of(text.split(" "))),
                Stage.each("each", Item::value),
                Stage.cpu("twice", inline, (String word) -> new Object[] {word, word + "!"}),
                Stage.each("each-2", Item::value));

        assertThat(outcomes)
                .extracting(outcome -> outcome.seq() + " " + outcome.part() + " " + outcome.value())
                .containsExactly("0 0.0 a", "0 0.1 a!", "0 1.0 b", "0 1.1 b!", "2 0.0 c", "2 0.1 c!");
    }

    @Test
    void whatIsNoListFailsItsItemAndTheOthersGoOn() {
        List<StreamOutcome> outcomes = run(Flux.just(List.of(1), "text", List.of(2)), Stage.each("each", Item::value));

        assertThat(outcomes)
                .extracting(StreamOutcome::status)
                .containsExactlyInAnyOrder("success", "failed", "success");
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.isSuccess())
                .singleElement()
                .satisfies(outcome -> {
                    assertThat(outcome.stage()).isEqualTo("each");
                    assertThat(((Outcome.Failure<?, ?>) outcome.outcome()).failure())
                            .hasMessage(
                                    "stage 'each' cannot take 'text': items are made of a list or an array, was String");
                });
    }

    @Test
    void manyPartsOfOneItemComeOnDemand() {
        AtomicInteger made = new AtomicInteger();
        Iterable<Integer> endless =
                () -> IntStream.iterate(0, x -> x + 1).peek(x -> made.set(x)).iterator();
        Pipeline pipeline = Pipeline.builder("test").stream("s", Flux.just(1), Stage.each("each", item -> endless))
                .build();

        StepVerifier.create(pipeline.run(), 3).expectNextCount(3).thenCancel().verify();

        assertThat(made.get()).isLessThan(1_000);
    }

    @Test
    void anAggregateTakesWhatSucceededAndItsResultHasAPlaceOfItsOwn() {
        List<StreamOutcome> outcomes = run(Flux.range(0, 6), failOddOnes(threads), Stage.aggregate("sum", Sum::new));

        assertThat(outcomes)
                .filteredOn(StreamOutcome::isSuccess)
                .singleElement()
                .satisfies(sum -> {
                    assertThat(sum.value()).isEqualTo(6);
                    assertThat(sum.origin()).isEqualTo("sum");
                    assertThat(sum.seq()).isEqualTo(6);
                });
        assertThat(outcomes).hasSize(4);
    }

    @Test
    void anAggregateOfNothingHasAResultToo() {
        assertThat(run(Flux.empty(), Stage.aggregate("sum", Sum::new)))
                .extracting(StreamOutcome::value)
                .containsExactly(0);
    }

    @Test
    void anItemThatAnAggregateRefusesFailsAndTheOthersGoIn() {
        List<StreamOutcome> outcomes = run(Flux.just(1, "x", 2), Stage.aggregate("sum", Sum::new));

        assertThat(outcomes).extracting(StreamOutcome::status).containsExactlyInAnyOrder("failed", "success");
        assertThat(outcomes)
                .filteredOn(StreamOutcome::isSuccess)
                .extracting(StreamOutcome::value)
                .containsExactly(3);
    }

    @Test
    void thePartOfASourceThatBrokeOffIsNoResult() {
        Pipeline pipeline = Pipeline.builder("test").stream(
                        "s",
                        Flux.just(1, 2).concatWith(Flux.error(new IOException("gone"))),
                        Stage.aggregate("sum", Sum::new))
                .build();

        StepVerifier.create(pipeline.run()).verifyError(StreamFailedException.class);
    }

    @Test
    void itemsThatAnAggregateKeepsStayThemselves() {
        List<StreamOutcome> outcomes = run(
                Flux.just("a", "b", "c"),
                Stage.aggregate("last", Last::new),
                Stage.cpu("up", inline, (String x) -> x + x));

        assertThat(outcomes).singleElement().satisfies(last -> {
            assertThat(last.value()).isEqualTo("cc");
            assertThat(last.origin()).isEqualTo("c");
            assertThat(last.seq()).isEqualTo(2);
        });
    }

    @Test
    void aLongStreamGoesThroughAllOfIt() {
        List<StreamOutcome> outcomes = run(
                Flux.range(0, 100_000),
                Stage.batch("batch", 7),
                Stage.cpu("same", threads, (List<Integer> batch) -> batch),
                Stage.each("each", Item::value),
                Stage.cpu("same-2", threads, (Integer x) -> x),
                Stage.aggregate("sum", Sum::new));

        assertThat(outcomes).extracting(StreamOutcome::value).containsExactly(704_982_704);
    }

    // On error

    @Test
    void aFailureMayBeSkippedWithItsReason() {
        List<StreamOutcome> outcomes = run(Flux.range(0, 4), failOddOnes(inline).withOnError(OnError.SKIP));

        assertThat(outcomes)
                .extracting(StreamOutcome::status)
                .containsExactly("success", "skipped", "success", "skipped");
        assertThat(((Outcome.Skipped<?, ?>) outcomes.get(1).outcome()).reason())
                .startsWith("failed: ")
                .contains("odd 1");
    }

    @Test
    void aFailureMayBePutAsideAndSoMayWhatTheSourceCouldNotProduce() {
        List<StreamOutcome> letters = new CopyOnWriteArrayList<>();
        OnError aside = OnError.deadLetter("bad.ndjson", letters::add);
        Flux<?> source = Flux.just(1, SourceItem.failed("row 2", new IOException("bad")), 4);

        List<StreamOutcome> outcomes =
                run(PipelineStream.of("s", source, failOddOnes(inline).withOnError(aside))
                        .withOnError(aside));

        assertThat(letters).extracting(StreamOutcome::status).containsExactly("failed", "failed");
        assertThat(letters).extracting(StreamOutcome::origin).containsExactly(1, "row 2");
        assertThat(outcomes).extracting(StreamOutcome::status).containsExactly("skipped", "skipped", "success");
    }

    @Test
    void aFailureThatCannotBePutAsideStaysOne() {
        OnError full = OnError.deadLetter("bad.ndjson", letter -> {
            throw new IllegalStateException("disk full");
        });

        List<StreamOutcome> outcomes = run(Flux.just(1), failOddOnes(inline).withOnError(full));

        assertThat(outcomes).singleElement().satisfies(outcome -> {
            assertThat(outcome.status()).isEqualTo("failed");
            assertThat(((Outcome.Failure<?, ?>) outcome.outcome()).failure().getSuppressed()[0])
                    .hasMessage("disk full");
        });
    }

    @Test
    void aBatchOfNothingIsRefused() {
        assertThatThrownBy(() -> Stage.batch("batch", 0)).hasMessage("size must be >= 1, was 0");
    }

    private static final class Sum implements Aggregate {

        private int sum;

        @Override
        public void add(Item item) {
            sum += (Integer) item.value();
        }

        @Override
        public Collection<?> results() {
            return List.of(sum);
        }
    }

    private static final class Last implements Aggregate {

        private final List<Item> last = new ArrayList<>(Collections.singletonList(null));

        @Override
        public void add(Item item) {
            last.set(0, item);
        }

        @Override
        public Collection<?> results() {
            return last;
        }
    }
}
