package dev.trenza.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskPool;
import dev.trenza.core.TaskRun;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.inline.InlineTaskPool;
import dev.trenza.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class OutcomeExpectationTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final Task<String, Integer> LENGTH = text -> {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("no text");
        }
        return text.length();
    };

    private final TaskPool pool = FaultyTaskPool.around(InlineTaskPool.create())
            .onItem("crash", Fault.crash(139))
            .onItem("crash once", Fault.crash().firstAttempts(1))
            .onItem("memory", Fault.outOfMemory())
            .onItem("hang", Fault.hang())
            .taskTimeout(Duration.ofMinutes(1))
            .build();

    private Flux<Outcome<String, Integer>> outcomes(String... items) {
        return pool.outcomes(
                Flux.just(items), TaskRun.<String, Integer>of(LENGTH).ordered());
    }

    @Test
    void everyEndHasItsExpectation() {
        StepVerifier.withVirtualTime(() -> outcomes("ab", "", "crash", "crash once", "memory", "hang"))
                .thenAwait(Duration.ofMinutes(1))
                .assertNext(OutcomeExpectation.success("ab", 2).index(0).attempts(1))
                .assertNext(OutcomeExpectation.failed("").message("no text"))
                .assertNext(
                        OutcomeExpectation.quarantined("crash").exitCode(139).attempts(2))
                .assertNext(OutcomeExpectation.success("crash once", 10).attempts(2))
                .assertNext(OutcomeExpectation.outOfMemory("memory").attempts(1))
                .assertNext(OutcomeExpectation.timedOut("hang", TimeLimits.Kind.TASK))
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void whatIsNotMetTellsBoth() {
        Outcome<String, Integer> outcome = outcomes("ab").blockLast(SOON);

        assertThatThrownBy(() -> OutcomeExpectation.success("ab", 3).attempts(2).accept(outcome))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected success of item ab, value 3, 2 attempts, but was success of item ab, index 0,"
                        + " 1 attempts, value 2");
    }

    @Test
    void anyOfItsPartsCanFail() {
        Outcome<String, Integer> success = outcomes("ab").blockLast(SOON);
        Outcome<String, Integer> crash = outcomes("crash").blockLast(SOON);

        for (OutcomeExpectation wrong : List.of(
                OutcomeExpectation.success("a", 2),
                OutcomeExpectation.success("ab", 2).index(1),
                OutcomeExpectation.success("ab", 2).message("2"),
                OutcomeExpectation.failed("ab"),
                OutcomeExpectation.cancelled("ab"))) {
            assertThatThrownBy(() -> wrong.accept(success)).isInstanceOf(AssertionError.class);
        }
        assertThatThrownBy(() ->
                        OutcomeExpectation.quarantined("crash").exitCode(1).accept(crash))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> OutcomeExpectation.crashed("crash").accept(crash))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void outcomesInAnyOrderAreComparedAllTogether() {
        OutcomeExpectation a = OutcomeExpectation.success("a", 1);
        OutcomeExpectation bc = OutcomeExpectation.success("bc", 2);

        StepVerifier.create(outcomes("a", "bc"))
                .recordWith(ArrayList::new)
                .expectNextCount(2)
                .consumeRecordedWith(OutcomeExpectation.inAnyOrder(bc, a))
                .expectComplete()
                .verify(SOON);
        List<Outcome<String, Integer>> twoOfOne =
                outcomes("a", "a").collectList().block(SOON);
        assertThatThrownBy(() -> OutcomeExpectation.inAnyOrder(a, bc).accept(twoOfOne))
                .hasMessageContaining("missing: [success of item bc, value 2]")
                .hasMessageContaining("not expected: [success of item a, index 1");
    }
}
