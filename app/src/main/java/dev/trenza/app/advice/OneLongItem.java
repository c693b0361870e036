package dev.trenza.app.advice;

import dev.trenza.app.screen.Amount;
import dev.trenza.app.screen.Printable;
import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.app.statistics.SlowItem;
import java.util.Optional;

/** One item takes most of the run: the others' workers have nothing to do at its end. */
final class OneLongItem implements Rule {

    private static final double MOST = 0.5;
    private static final int FEW = 8;
    private static final int NAME_CHARACTERS = 60;

    @Override
    public Optional<String> advise(RunStatistics run) {
        if (run.slowest().isEmpty() || run.items() < FEW || Rule.wallNanos(run) < SHORTEST_NANOS) {
            return Optional.empty();
        }
        SlowItem slowest = run.slowest().get(0);
        double part = (double) slowest.runNanos() / Rule.wallNanos(run);
        return part > MOST
                ? Optional.of("one item ran " + Amount.time(slowest.runNanos()) + " of "
                        + Amount.time(Rule.wallNanos(run)) + " ("
                        + Printable.shortened(slowest.item(), NAME_CHARACTERS)
                        + "): split it, or put it first")
                : Optional.empty();
    }
}
