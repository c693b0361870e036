package dev.trenza.app.reshape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.Pipeline;
import dev.trenza.core.pipeline.Stage;
import dev.trenza.core.pipeline.StreamOutcome;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

@Timeout(60)
class ReshapingTest {

    private static final List<Map<String, Object>> FILES = List.of(
            Map.of("type", "txt", "bytes", 10L, "at", Map.of("year", 2024L)),
            Map.of("type", "xml", "bytes", 30L, "at", Map.of("year", 2025L)),
            Map.of("type", "txt", "bytes", 20L, "at", Map.of("year", 2025L)),
            Map.of("type", "xml", "bytes", 2.5, "at", Map.of("year", 2025L)));

    private static List<StreamOutcome> run(Reshaping reshaping, Map<String, Object> parameters, List<?> items) {
        return Pipeline.builder("test").stream(
                        "s", Flux.fromIterable(items), reshaping.stage(reshaping.word(), parameters))
                .build()
                .run()
                .collectList()
                .block();
    }

    private static List<?> values(Reshaping reshaping, Map<String, Object> parameters, List<?> items) {
        List<StreamOutcome> outcomes = run(reshaping, parameters, items);
        assertThat(outcomes).allMatch(StreamOutcome::isSuccess);
        return outcomes.stream().map(StreamOutcome::value).toList();
    }

    private static List<String> failures(Reshaping reshaping, Map<String, Object> parameters, List<?> items) {
        return run(reshaping, parameters, items).stream()
                .map(StreamOutcome::outcome)
                .filter(Outcome.Failure.class::isInstance)
                .map(outcome -> ((Outcome.Failure<?, ?>) outcome).failure().getMessage())
                .toList();
    }

    @Test
    void topKeepsTheLargestAndOfEqualsTheFirst() {
        List<?> items = List.of(3L, 9.5, 1L, BigInteger.valueOf(9), 9L, -2L);

        assertThat(values(Reshaping.TOP, Map.of("n", 3), items)).isEqualTo(List.of(9.5, BigInteger.valueOf(9), 9L));
        assertThat(values(Reshaping.TOP, Map.of("n", 2, "order", "smallest"), items))
                .isEqualTo(List.of(-2L, 1L));
        assertThat(values(Reshaping.TOP, Map.of("n", 9), List.of("b", "c", "a")))
                .isEqualTo(List.of("c", "b", "a"));
        assertThat(values(Reshaping.TOP, Map.of("n", 1, "by", "at.year"), FILES))
                .isEqualTo(List.of(FILES.get(1)));
    }

    @Test
    void halfOfASumIsNone() {
        Stage count = Reshaping.COUNT.stage("count", Map.of(), () -> true);

        assertThat(Pipeline.builder("test").stream("s", Flux.just(1, 2), count)
                        .build()
                        .run()
                        .collectList()
                        .block())
                .isEmpty();
    }

    @Test
    void groupsMayBeByCountsAndByBytesAndNaNIsOneOfThem() {
        List<?> counts = List.of(
                Map.of("word", "a", "count", 1L), Map.of("word", "b", "count", 2L), Map.of("word", "c", "count", 1L));

        assertThat(values(Reshaping.GROUP, Map.of("by", "count", "count", "words"), counts))
                .isEqualTo(List.of(Map.of("count", 1L, "words", 2L), Map.of("count", 2L, "words", 1L)));
        assertThatThrownBy(() -> Reshaping.GROUP.check(Map.of("by", "count")))
                .hasMessage("two fields of a group would be named 'count'; name the number of its items: { by: ...,"
                        + " count: items }");
        assertThat(values(Reshaping.GROUP, Map.of(), List.of(new byte[] {1}, new byte[] {2}, new byte[] {1})))
                .hasSize(2);
        assertThat(values(Reshaping.GROUP, Map.of(), List.of(Double.NaN, 1.0, Double.NaN)))
                .hasSize(2);
    }

    @Test
    void theTopOfManyIsThatOfSortingThem() {
        List<Integer> many =
                IntStream.range(0, 5_000).map(x -> x * 7_919 % 5_003).boxed().toList();

        assertThat(values(Reshaping.TOP, Map.of("n", 100), many))
                .isEqualTo(many.stream().sorted((a, b) -> b - a).limit(100).toList());
    }

    @Test
    void whatHasNoOrderFails() {
        assertThat(failures(Reshaping.TOP, Map.of("n", 3), List.of(1L, "x", List.of())))
                .satisfiesExactly(
                        text -> assertThat(text).contains("cannot be compared with"),
                        list -> assertThat(list).contains("the field 'value' is neither number, text nor boolean"));
        assertThat(failures(Reshaping.TOP, Map.of("n", 3, "by", "byts"), FILES.subList(0, 1)))
                .singleElement()
                .asString()
                .contains("the value has no field 'byts'; did you mean 'bytes'?");
    }

    @Test
    void groupsHaveTheirFieldsTheirCountAndWhatWasAskedFor() {
        List<?> groups = values(
                Reshaping.GROUP,
                Map.of("by", "type", "sum", "bytes", "min", "bytes", "max", List.of("bytes"), "mean", "bytes"),
                FILES);

        assertThat(groups)
                .hasToString(
                        "[{type=txt, count=2, bytes-sum=30, bytes-min=10, bytes-max=20, bytes-mean=15.0}, {type=xml,"
                                + " count=2, bytes-sum=32.5, bytes-min=2.5, bytes-max=30, bytes-mean=16.25}]");
        assertThat(values(Reshaping.GROUP, Map.of("by", List.of("type", "at.year")), FILES))
                .hasToString("[{type=txt, at.year=2024, count=1}, {type=xml, at.year=2025, count=2}, {type=txt,"
                        + " at.year=2025, count=1}]");
        assertThat(values(Reshaping.GROUP, Map.of(), List.of("a", "b", "a")))
                .hasToString("[{value=a, count=2}, {value=b, count=1}]");
    }

    @Test
    void aSumThatNoLongHoldsIsADouble() {
        assertThat(values(
                        Reshaping.GROUP,
                        Map.of("by", "k", "sum", "n"),
                        List.of(Map.of("k", 1L, "n", Long.MAX_VALUE), Map.of("k", 1L, "n", Long.MAX_VALUE))))
                .hasToString("[{k=1, count=2, n-sum=1.8446744073709552E19}]");
    }

    @Test
    void anItemThatDoesNotFitIsCountedInNoGroup() {
        List<StreamOutcome> outcomes = run(
                Reshaping.GROUP,
                Map.of("by", "k", "max", "n", "sum", "n"),
                List.of(Map.of("k", 1L, "n", 5L), Map.of("k", 1L, "n", "x"), Map.of("k", 2L, "n", "y")));

        assertThat(outcomes)
                .filteredOn(StreamOutcome::isSuccess)
                .extracting(StreamOutcome::value)
                .hasToString("[{k=1, count=1, n-sum=5, n-max=5}]");
        assertThat(outcomes).filteredOn(outcome -> !outcome.isSuccess()).hasSize(2);
    }

    @Test
    void whatIsKeptIsBounded() {
        assertThat(failures(Reshaping.GROUP, Map.of("max-groups", 2), List.of("a", "b", "c", "a")))
                .singleElement()
                .asString()
                .contains("there are 2 groups already, and max-groups is that; raise it");
        assertThat(failures(Reshaping.COLLECT, Map.of("max-items", 2), List.of("a", "b", "c")))
                .singleElement()
                .asString()
                .contains("there are 2 items already, and max-items is that; raise it");
    }

    @Test
    void collectCountBatchAndEachDoWhatTheySay() {
        assertThat(values(Reshaping.COLLECT, Map.of(), List.of(1, 2))).isEqualTo(List.of(List.of(1, 2)));
        assertThat(values(Reshaping.COUNT, Map.of(), List.of(1, 2))).isEqualTo(List.of(2L));
        assertThat(values(Reshaping.BATCH, Map.of("size", 2), List.of(1, 2, 3)))
                .isEqualTo(List.of(List.of(1, 2), List.of(3)));
        assertThat(values(Reshaping.EACH, Map.of("field", "a"), List.of(Map.of("a", List.of(1, 2)))))
                .isEqualTo(List.of(1, 2));
    }

    @Test
    void numbersBelowOneAreRefused() {
        assertThatThrownBy(() -> Reshaping.BATCH.check(Map.of("size", 0)))
                .hasMessage("'size' must be from 1 to 2147483647, was 0");
        assertThatThrownBy(() -> Reshaping.TOP.check(Map.of())).hasMessageContaining("'n' is missing");
    }
}
