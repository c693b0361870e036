package dev.trenza.app.advice;

import dev.trenza.app.screen.Amount;
import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.core.pipeline.Stage;
import java.util.Optional;

/** Items so small that the way to the worker costs more than the work. */
final class TinyTasks implements Rule {

    private static final long MANY = 100_000;
    private static final double TINY_NANOS = 5_000;

    @Override
    public Optional<String> advise(RunStatistics run) {
        if (Rule.wallNanos(run) < SHORTEST_NANOS) {
            return Optional.empty();
        }
        return run.stages().stream()
                .filter(stage -> stage.kind() == Stage.Kind.CPU)
                .filter(stage -> stage.runs().count() >= MANY && stage.runs().meanNanos() < TINY_NANOS)
                .findFirst()
                .map(stage -> "'" + stage.stage() + "' takes "
                        + Amount.time(stage.runs().meanNanos())
                        + " for an item, less than the way to a worker: give it many values at once");
    }
}
