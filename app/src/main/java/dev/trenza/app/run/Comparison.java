package dev.trenza.app.run;

import dev.trenza.app.pipelinefile.PipelineFile.Expectation;
import dev.trenza.core.Outcome;
import dev.trenza.core.pipeline.StreamOutcome;
import dev.trenza.io.JsonValues;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a stream beside what was expected. Immutable.
 *
 * @param stream its name
 * @param outcomes in order
 */
record Comparison(String stream, List<StreamOutcome> outcomes) {

    /** Lines for the eyes; empty if there is none. */
    List<String> differences(Expectation expected) {
        List<String> lines = new ArrayList<>();
        if (expected.statuses().isEmpty() && expected.errors().isEmpty()) {
            outcomes.stream()
                    .filter(outcome -> !outcome.isSuccess())
                    .forEach(outcome -> lines.add("stream '" + stream + "', item '" + outcome.origin() + "' "
                            + outcome.status() + ": " + message(outcome)));
        }
        expected.statuses()
                .ifPresent(statuses -> compare(
                        "status",
                        statuses,
                        outcomes.stream().map(StreamOutcome::status).toList(),
                        Object::equals,
                        lines));
        expected.errors()
                .ifPresent(errors -> compare(
                        "error",
                        errors,
                        outcomes.stream()
                                .filter(outcome -> outcome.outcome() instanceof Outcome.Failure)
                                .map(Comparison::message)
                                .toList(),
                        (part, message) -> String.valueOf(message).contains(String.valueOf(part)),
                        lines));
        expected.values().ifPresent(values -> compare("value", values, values(), Comparison::isSame, lines));
        return lines;
    }

    private List<@Nullable Object> values() {
        List<@Nullable Object> values = new ArrayList<>();
        outcomes.stream().filter(StreamOutcome::isSuccess).forEach(outcome -> values.add(outcome.value()));
        return values;
    }

    private static String message(StreamOutcome outcome) {
        if (outcome.outcome() instanceof Outcome.Failure<?, ?> failure) {
            Throwable cause = failure.failure().getCause();
            return failure.failure().getMessage() + (cause == null ? "" : " (" + cause.getMessage() + ")");
        }
        return outcome.outcome() instanceof Outcome.Skipped<?, ?> skipped ? skipped.reason() : outcome.status();
    }

    private void compare(
            String what,
            List<? extends @Nullable Object> expected,
            List<? extends @Nullable Object> actual,
            BiPredicate<@Nullable Object, @Nullable Object> isSame,
            List<String> lines) {
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            boolean isThere = i < actual.size();
            boolean isWanted = i < expected.size();
            if (isThere && isWanted && isSame.test(expected.get(i), actual.get(i))) {
                continue;
            }
            lines.add("stream '" + stream + "', " + what + " " + (i + 1) + ":");
            lines.add("  expected " + (isWanted ? JsonValues.text(expected.get(i)) : "nothing"));
            lines.add("  was      " + (isThere ? JsonValues.text(actual.get(i)) : "nothing"));
        }
    }

    /** Equal as JSON is: numbers by their size, maps in any order, bytes by their base64. */
    static boolean isSame(@Nullable Object expected, @Nullable Object actual) {
        if (expected instanceof Number a && actual instanceof Number b) {
            return isSameNumber(a, b);
        }
        if (expected instanceof Map<?, ?> a && actual instanceof Map<?, ?> b) {
            return a.keySet().equals(b.keySet()) && a.keySet().stream().allMatch(key -> isSame(a.get(key), b.get(key)));
        }
        if (expected instanceof List<?> a && actual instanceof List<?> b) {
            for (int i = 0; a.size() == b.size() && i < a.size(); i++) {
                if (!isSame(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return a.size() == b.size();
        }
        if (expected instanceof Map<?, ?> a && actual instanceof byte[] b) {
            return a.equals(Map.of("base64", Base64.getEncoder().encodeToString(b)));
        }
        return JsonValues.text(expected).equals(JsonValues.text(actual));
    }

    private static boolean isSameNumber(Number a, Number b) {
        if (Double.isFinite(a.doubleValue()) && Double.isFinite(b.doubleValue())) {
            return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
        }
        return a.toString().equals(b.toString());
    }
}
