package dev.trenza.app.advice;

import dev.trenza.app.screen.Amount;
import dev.trenza.app.statistics.PoolStatistics;
import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.core.pipeline.Stage;
import java.util.Optional;

/** More workers than processors, and the processors are busy: more of them only take each other's time. */
final class TooManyWorkers implements Rule {

    private static final double BUSY = 0.85;

    @Override
    public Optional<String> advise(RunStatistics run) {
        int workers = run.pools().stream()
                .filter(pool -> pool.kind() == Stage.Kind.CPU)
                .mapToInt(PoolStatistics::size)
                .sum();
        boolean isPastTheKnee = run.load().orElse(0) >= BUSY
                && workers > run.processors()
                && run.utilisation(Stage.Kind.CPU).orElse(0) * workers > run.processors()
                && Rule.wallNanos(run) >= SHORTEST_NANOS;
        return isPastTheKnee
                ? Optional.of(Amount.percent(run.load().orElse(0)) + " CPU: " + workers
                        + " workers is past the knee of " + run.processors() + " processors; -j " + run.processors()
                        + " would do as much")
                : Optional.empty();
    }
}
