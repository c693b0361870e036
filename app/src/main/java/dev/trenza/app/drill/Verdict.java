package dev.trenza.app.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the guarantees held in one drill. Immutable.
 *
 * @param drill what was tried
 * @param seen what came of it
 * @param complaints the guarantees that were broken, in words; none if it passed
 */
public record Verdict(Drill drill, Observation seen, List<String> complaints) {

    /** Copies the complaints. */
    public Verdict {
        complaints = List.copyOf(complaints);
    }

    /**
     * Judges what was seen.
     *
     * @param timeout of a task in the pool that was tried
     * @param slack how much longer than that it may take until a task has been stopped or its worker killed
     * @param isIsolated whether its worker was in a sandbox
     */
    static Verdict of(Drill drill, Observation seen, Duration timeout, Duration slack, boolean isIsolated) {
        List<String> complaints = new ArrayList<>();
        if (!seen.problem().isEmpty()) {
            complaints.add(seen.problem());
        }
        if (!seen.isOver() && seen.problem().isEmpty()) { // a pool that has given up took no patience
            complaints.add("not all items had ended after " + show(seen.patience())
                    + (timeout.compareTo(seen.patience()) < 0
                            ? ""
                            : "; the time-out of " + show(timeout) + " is longer"));
        }
        judgeHostile(drill, seen, timeout.plus(slack), isIsolated, complaints);
        judgeHealthy(seen, complaints);
        if (!seen.left().isEmpty()) {
            complaints.add("left behind after the pool was closed: " + seen.left());
        }
        return new Verdict(drill, seen, complaints);
    }

    private static void judgeHostile(
            Drill drill, Observation seen, Duration limit, boolean isIsolated, List<String> complaints) {
        if (seen.statuses().size() != 1) {
            complaints.add("the hostile item has " + seen.statuses().size() + " outcomes instead of one");
            return;
        }
        String status = seen.statuses().get(0);
        if (!drill.mayEndAs(status)) {
            complaints.add("the hostile item ended as " + status + " instead of " + drill.endings()
                    + (seen.detail().isEmpty() ? "" : ": " + seen.detail())
                    + (drill.isForSandbox() && !isIsolated ? "; it needs a sandbox: drill with --sandbox" : ""));
        }
        if (seen.took().compareTo(limit) > 0) {
            complaints.add("the hostile item held its worker for " + show(seen.took()) + ", more than " + show(limit));
        }
    }

    private static void judgeHealthy(Observation seen, List<String> complaints) {
        if (seen.answered() != seen.healthy() || !seen.wrong().isEmpty()) {
            complaints.add((seen.healthy() - seen.answered()) + " of " + seen.healthy()
                    + " healthy items have no right result" + (seen.wrong().isEmpty() ? "" : ": " + seen.wrong()));
        }
        if (seen.nextAnswer().isNegative()) {
            complaints.add("the pool did not answer any more");
        }
    }

    /** Whether all guarantees held. */
    public boolean isPassed() {
        return complaints.isEmpty();
    }

    /** How the hostile item ended, in a word; a dash if it did not. */
    String status() {
        return seen.statuses().isEmpty() ? "-" : String.join("+", seen.statuses());
    }

    /** Healthy items without a right result. */
    int lost() {
        return seen.healthy() - seen.answered();
    }

    static String show(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        if (millis >= 1000) {
            return String.format(java.util.Locale.ROOT, "%.2f s", millis / 1000);
        }
        return String.format(java.util.Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
    }
}
