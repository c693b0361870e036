package dev.trenza.bench;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A ratio that is to be reached: the figure of one subject over the best of its baselines, both of one run.
 *
 * @param subject whose figure it is
 * @param baselines the best of those is compared with; one alone is the usual case; empty compares the figure itself
 * @param limit what the ratio shall be at least, or at most
 * @param isLeast whether the limit is the least or the most
 */
record Goal(String subject, List<String> baselines, double limit, boolean isLeast) {

    static Goal atLeast(double limit, String subject, String... baselines) {
        return new Goal(subject, List.of(baselines), limit, true);
    }

    static Goal atMost(double limit, String subject, String... baselines) {
        return new Goal(subject, List.of(baselines), limit, false);
    }

    /** The ratio, if all that it takes was measured. */
    OptionalDouble ratio(Map<String, Double> figures, boolean moreIsBetter) {
        Double figure = figures.get(subject);
        if (figure == null) {
            return OptionalDouble.empty();
        }
        if (baselines.isEmpty()) {
            return OptionalDouble.of(figure);
        }
        var known = baselines.stream().filter(figures::containsKey).mapToDouble(figures::get);
        OptionalDouble best = moreIsBetter ? known.max() : known.min();
        return best.isPresent() ? OptionalDouble.of(figure / best.getAsDouble()) : best;
    }

    boolean isReached(double ratio) {
        return isLeast ? ratio >= limit : ratio <= limit;
    }
}
