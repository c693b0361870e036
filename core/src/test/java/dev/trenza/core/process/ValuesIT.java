package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskFailedException;
import dev.trenza.task.NamedTask;
import dev.trenza.task.Task;
import java.io.Serializable;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Tasks and values across the process line, both ways. */
@Tag("process")
@Timeout(60)
@ExtendWith(NoLeftovers.class)
class ValuesIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    record Line(String text, Unit unit, BigDecimal price) {}

    enum Unit {
        PIECE,
        KILO
    }

    static final class Basket implements Serializable {
        private static final long serialVersionUID = 1;
        private final ArrayList<String> names;

        Basket(List<String> names) {
            this.names = new ArrayList<>(names);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Basket basket && names.equals(basket.names);
        }

        @Override
        public int hashCode() {
            return Objects.hash(names);
        }
    }

    private static WorkerPool.Builder pool() {
        return WorkerPool.builder().name("values").workers(1);
    }

    private static <T> T same(T value) {
        return value;
    }

    sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    @SuppressWarnings("NonApiType") // the caller shall get just this
    private static TreeMap<String, Shape> shapes(int size) {
        return new TreeMap<>(Map.of("round", new Circle(size), "cornered", new Square(size)));
    }

    private static String[] split(String text) {
        return text.split(" ");
    }

    @Test
    void plainValuesCrossBothWays() {
        List<Object> values = List.of(
                7,
                7L,
                1.5,
                true,
                "gr\u00F6\u00DFer \uD83E\uDD80",
                "half \uD83E",
                new BigDecimal("1.50"),
                Path.of("a/b"),
                LocalDate.EPOCH,
                Map.of("k", List.of(1, 2)),
                Optional.of(1),
                Duration.ofNanos(1));
        try (WorkerPool pool = pool().build()) {
            assertThat(Flux.fromIterable(values)
                            .transform(pool.map(ValuesIT::same))
                            .collectList()
                            .block(SOON))
                    .isEqualTo(values);
            assertThat(pool.submit(ValuesIT::split, "a b c").block(SOON)).containsExactly("a", "b", "c");
            assertThat(pool.submit(ValuesIT::same, new int[][] {{1}, {2, 3}}).block(SOON))
                    .isDeepEqualTo(new int[][] {{1}, {2, 3}});
        }
    }

    @Test
    void recordsEnumsAndObjectsCrossBothWaysWithoutPermission() {
        List<Object> values =
                Arrays.asList(new Line("apples", Unit.KILO, BigDecimal.ONE), Unit.PIECE, new Basket(List.of("a", "b")));
        try (WorkerPool pool = pool().build()) {
            assertThat(Flux.fromIterable(values)
                            .transform(pool.map(ValuesIT::same))
                            .collectList()
                            .block(SOON))
                    .isEqualTo(values);
            assertThat(pool.submit(ValuesIT::shapes, 2).block(SOON))
                    .isEqualTo(new TreeMap<>(Map.of("round", new Circle(2), "cornered", new Square(2))));
        }
    }

    @Test
    void whatIsNotAllowedFailsItsItemWithTheWayAndTheRemedy() {
        try (WorkerPool pool = pool().build()) {
            Outcome<Integer, Object> outcome = Flux.just(1)
                    .transform(pool.<Integer, Object>outcomes(Deeds::foreignRecord))
                    .blockFirst(SOON);

            assertThat(((Outcome.Failure<?, ?>) outcome).failure())
                    .hasMessageContaining(
                            "has a result that cannot be decoded: a dev.trenza.core.Execution may not cross")
                    .hasMessageContaining("WorkerPool.builder().allow(\"dev.trenza.core.Execution\")")
                    .hasMessageContaining("(at value[0])");
        }
        try (WorkerPool pool = pool().allow("dev.trenza.core.Execution").build()) {
            assertThat(pool.submit((Task<Integer, Object>) Deeds::foreignRecord, 1)
                            .block(SOON))
                    .isEqualTo(List.of(Execution.NONE));
        }
    }

    @Test
    void aResultThatIsNotSerialisableIsToldWithTheWayToIt() {
        try (WorkerPool pool = pool().build()) {
            StepVerifier.create(pool.submit((Task<Integer, Object>) x -> Map.of("thread", Thread.currentThread()), 1))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .hasMessageContaining("the result cannot be sent: a java.lang.Thread cannot be sent")
                            .hasMessageContaining("(at value[thread])"))
                    .verify(SOON);
        }
    }

    @Test
    void aLambdaTakesWhatItCaptures() {
        int summand = 40;
        List<String> names = List.of("zero", "one", "two");
        Task<Integer, String> task = x -> names.get(x) + (x + summand);
        try (WorkerPool pool = pool().build()) {
            assertThat(pool.submit(task, 2).block(SOON)).isEqualTo("two42");
        }
    }

    @Test
    void aCaptureThatCannotBeSentIsNamedBeforeAWorkerStarts() {
        Thread captured = Thread.currentThread();
        Task<Integer, String> task = x -> captured.getName() + x;
        try (WorkerPool pool = pool().build()) {
            StepVerifier.create(pool.submit(task, 2))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(TaskFailedException.class)
                            .hasMessageContaining("captured argument 1 (java.lang.Thread) is not Serializable"))
                    .verify(SOON);
            assertThat(pool.metrics().started()).isZero();
        }
    }

    @Test
    void aTaskIsFoundByItsNameWhereItRuns() {
        try (WorkerPool pool = pool().build()) {
            assertThat(pool.submit(NamedTask.reference("square", Map.of()), 12).block(SOON))
                    .hasToString("144");
        }
    }

    @Test
    void aNameThatNoTaskHasFailsTheItemWithTheNearest() {
        try (WorkerPool pool = pool().build()) {
            StepVerifier.create(pool.submit(NamedTask.reference("sqaure", Map.of()), 12))
                    .expectErrorSatisfies(error -> assertThat(error).hasMessageContaining("did you mean 'square'?"))
                    .verify(SOON);
        }
    }

    @Test
    void quickTasksWithLargeResultsDoNotPileUpBeforeASlowSubscriber() {
        try (WorkerPool pool = pool().build()) {
            StepVerifier.create(Flux.range(0, 10_000).map(i -> 1 << 20).transform(pool.mapUnordered(Deeds::zeros)), 200)
                    .expectNextCount(200)
                    .then(() -> org.awaitility.Awaitility.await()
                            .until(() -> pool.metrics().inFlight() == 0))
                    .then(() -> assertThat(pool.metrics().answered()).isLessThan(200 + 100))
                    .thenCancel()
                    .verify(SOON);
        }
    }
}
