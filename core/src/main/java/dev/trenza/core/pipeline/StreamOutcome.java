package dev.trenza.core.pipeline;

import dev.trenza.core.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * How one item of one stream ended: the content of a result line. Immutable.
 *
 * <pre>
 * {"stream":"squares","seq":3,"item":3,"status":"success","value":9,"attempts":1,"worker":2,"waitMs":0.4,"runMs":0.01}
 * </pre>
 *
 * <pre>{@code
 * CombinedResult result = pipeline.collect().block();
 * for (StreamOutcome outcome : result.stream("squares").outcomes()) {
 *     log.info("{}", outcome);
 * }
 * }</pre>
 *
 * @param stream the stream's name
 * @param outcome of the stage that ended it: its value, failure, attempts, worker and times are those of that stage. Its
 *     index is {@link #seq()}, and its item is the one that left the source, without the values in between
 * @param stage which stage ended it: the last one, or the one that failed; {@code null} if it went through none, because
 *     the source could not produce it or because the stream has no stages
 * @param waitNanos that the item waited for a worker, over all stages, in nanoseconds
 * @param runNanos that its tasks ran, over all stages, in nanoseconds; of each stage the last attempt
 */
public record StreamOutcome(
        String stream,
        Outcome<Item, Object> outcome,
        @Nullable String stage,
        long waitNanos,
        long runNanos) {

    /** Position in the stream's source, from 0. */
    public long seq() {
        return outcome.index();
    }

    /** Which part of the source's item it is; empty if it is the whole. See {@link Item#part()}. */
    public String part() {
        return outcome.item().part();
    }

    /** What the source emitted. */
    public Object origin() {
        return outcome.item().origin();
    }

    /** The word for the end: {@code success}, {@code failed}, {@code timed-out}, ... */
    public String status() {
        return outcome.status();
    }

    /** Whether every stage returned. */
    public boolean isSuccess() {
        return outcome.isSuccess();
    }

    /**
     * The same item, skipped.
     *
     * @param reason for the eyes; the message of a failure follows it
     */
    public StreamOutcome skipped(String reason) {
        String why = outcome instanceof Outcome.Failure<Item, Object> failure
                ? reason + ": " + failure.failure().getMessage()
                : reason;
        Outcome<Item, Object> skipped =
                new Outcome.Skipped<>(outcome.index(), outcome.item(), why, outcome.execution());
        return new StreamOutcome(stream, skipped, stage, waitNanos, runNanos);
    }

    /** What the last stage returned; {@code null} if that was {@code null}, or if this is no success. */
    public @Nullable Object value() {
        return outcome instanceof Outcome.Success<Item, Object> success ? success.value() : null;
    }
}
