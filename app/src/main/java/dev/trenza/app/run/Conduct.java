package dev.trenza.app.run;

import dev.trenza.app.input.HaltPolicy;
import dev.trenza.app.input.Pacing;
import dev.trenza.core.Outcome;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;

/**
 * How the items of a run are begun, one by one, and when it ends before they do. Immutable.
 *
 * @param pacing what the next item waits for
 * @param timeoutPercent the time-out of an item, in per cent of the median run time of those that have succeeded
 * @param halt when the run ends early
 * @param attempts of an item whose outcome, as it is read, is a failure; empty leaves them to the pool
 * @param reading what the outcome of an attempt at the item of this name means; empty takes it as it is
 */
public record Conduct(
        Pacing pacing,
        OptionalInt timeoutPercent,
        Optional<HaltPolicy> halt,
        OptionalInt attempts,
        Optional<BiFunction<Outcome<?, ?>, String, Outcome<?, ?>>> reading) {

    /** Leaves everything to the pools, which is fastest. */
    public static final Conduct PLAIN =
            new Conduct(Pacing.NONE, OptionalInt.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty());

    /** Whether items have to be begun one by one, so that none waits in a pool. */
    boolean isItemwise() {
        return !pacing.isNone()
                || timeoutPercent.isPresent()
                || halt.isPresent()
                || attempts.isPresent()
                || reading.isPresent();
    }
}
