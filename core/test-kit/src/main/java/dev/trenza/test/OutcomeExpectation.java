package dev.trenza.test;

import dev.trenza.core.Outcome;
import dev.trenza.core.TaskPoolException;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.TimeLimits;
import dev.trenza.core.WorkerCrashedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What should come of an item, for {@code StepVerifier.assertNext}. Immutable; the methods return stricter copies.
 *
 * <pre>{@code
 * StepVerifier.create(Flux.just(3, 4).transform(pool.outcomes(x -> x * x)))
 *         .assertNext(OutcomeExpectation.success(3, 9))
 *         .assertNext(OutcomeExpectation.quarantined(4).attempts(2).message("SIGKILL"))
 *         .verifyComplete();
 * }</pre>
 *
 * <p>Outcomes that come in no order are recorded and compared {@link #inAnyOrder}.
 */
public final class OutcomeExpectation implements Consumer<Outcome<?, ?>> {

    private final String description;
    private final Predicate<Outcome<?, ?>> isMet;

    private OutcomeExpectation(String description, Predicate<Outcome<?, ?>> isMet) {
        this.description = description;
        this.isMet = isMet;
    }

    /** The task returned a value, which is compared by {@code equals}, arrays by their elements. */
    public static OutcomeExpectation success(Object item, @Nullable Object value) {
        return of("success", item)
                .and(
                        "value " + value,
                        outcome -> outcome instanceof Outcome.Success<?, ?> success
                                && Objects.deepEquals(success.value(), value));
    }

    /** The task threw, or its input or result could not be encoded. */
    public static OutcomeExpectation failed(Object item) {
        return of("failed", item);
    }

    /** The worker died of the item. */
    public static OutcomeExpectation crashed(Object item) {
        return of("crashed", item);
    }

    /** More than one worker died of the item. */
    public static OutcomeExpectation quarantined(Object item) {
        return of("quarantined", item);
    }

    /** The worker's heap was exhausted. */
    public static OutcomeExpectation outOfMemory(Object item) {
        return of("out-of-memory", item);
    }

    /** It took longer than one of its limits. */
    public static OutcomeExpectation timedOut(Object item, TimeLimits.Kind limit) {
        return of("timed-out", item)
                .and(
                        limit + " limit",
                        outcome -> failure(outcome) instanceof TaskTimeoutException e && e.limit() == limit);
    }

    /** The caller no longer wanted it. */
    public static OutcomeExpectation cancelled(Object item) {
        return of("cancelled", item);
    }

    private static OutcomeExpectation of(String status, Object item) {
        Objects.requireNonNull(item, "item");
        return new OutcomeExpectation(
                status + " of item " + item,
                outcome -> outcome.status().equals(status) && Objects.deepEquals(outcome.item(), item));
    }

    /** And it was started so often. */
    public OutcomeExpectation attempts(int count) {
        return and(count + " attempts", outcome -> outcome.execution().attempts() == count);
    }

    /** And it was at this position of its source, from 0. */
    public OutcomeExpectation index(long index) {
        return and("index " + index, outcome -> outcome.index() == index);
    }

    /** And its failure says this, among other things. */
    public OutcomeExpectation message(String part) {
        return and("'" + part + "' in its message", outcome -> {
            TaskPoolException failure = failure(outcome);
            return failure != null && failure.getMessage().contains(part);
        });
    }

    /** And its worker ended with this status, as Java reports it: 128 + n after signal n. */
    public OutcomeExpectation exitCode(int exitCode) {
        return and(
                "exit code " + exitCode,
                outcome -> failure(outcome) instanceof WorkerCrashedException e && e.exitCode() == exitCode);
    }

    private OutcomeExpectation and(String what, Predicate<Outcome<?, ?>> isMetToo) {
        return new OutcomeExpectation(description + ", " + what, isMet.and(isMetToo));
    }

    private static @Nullable TaskPoolException failure(Outcome<?, ?> outcome) {
        return outcome instanceof Outcome.Failure<?, ?> failed ? failed.failure() : null;
    }

    /** Whether an outcome is as expected. */
    public boolean isMetBy(Outcome<?, ?> outcome) {
        return isMet.test(outcome);
    }

    /** Throws an {@link AssertionError} that tells both, if the outcome is another. */
    @Override
    public void accept(Outcome<?, ?> outcome) {
        if (!isMetBy(outcome)) {
            throw new AssertionError("expected " + description + ", but was " + describe(outcome));
        }
    }

    private static String describe(Outcome<?, ?> outcome) {
        TaskPoolException failure = failure(outcome);
        String end = outcome instanceof Outcome.Success<?, ?> success
                ? ", value " + success.value()
                : failure == null ? "" : ": " + failure;
        return outcome.status() + " of item " + outcome.item() + ", index " + outcome.index() + ", "
                + outcome.execution().attempts() + " attempts" + end;
    }

    /**
     * All outcomes of a run, whichever came first, for {@code StepVerifier.consumeRecordedWith}. An expectation that many
     * outcomes meet belongs behind those that few do: each takes the first that is left.
     *
     * <pre>{@code
     * StepVerifier.create(Flux.just(3, 4).transform(pool.outcomes(x -> x * x)))
     *         .recordWith(ArrayList::new)
     *         .expectNextCount(2)
     *         .consumeRecordedWith(OutcomeExpectation.inAnyOrder(
     *                 OutcomeExpectation.success(4, 16), OutcomeExpectation.success(3, 9)))
     *         .verifyComplete();
     * }</pre>
     */
    public static Consumer<Collection<? extends Outcome<?, ?>>> inAnyOrder(OutcomeExpectation... expectations) {
        return outcomes -> {
            List<Outcome<?, ?>> left = new ArrayList<>(outcomes);
            List<String> missing = new ArrayList<>();
            for (OutcomeExpectation expectation : expectations) {
                if (!removeFirst(left, expectation)) {
                    missing.add(expectation.description);
                }
            }
            if (!missing.isEmpty() || !left.isEmpty()) {
                List<String> others =
                        left.stream().map(OutcomeExpectation::describe).toList();
                throw new AssertionError("expected but missing: " + missing + "; not expected: " + others);
            }
        };
    }

    private static boolean removeFirst(List<Outcome<?, ?>> outcomes, OutcomeExpectation expectation) {
        for (int i = 0; i < outcomes.size(); i++) {
            if (expectation.isMetBy(outcomes.get(i))) {
                outcomes.remove(i);
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return description;
    }
}
