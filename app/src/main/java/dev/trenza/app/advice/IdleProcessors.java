package dev.trenza.app.advice;

import dev.trenza.app.screen.Amount;
import dev.trenza.app.statistics.PoolStatistics;
import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.core.pipeline.Stage;
import java.util.Optional;

/** All workers have work, and processors are left. */
final class IdleProcessors implements Rule {

    private static final double WORKERS_BUSY = 0.85;
    private static final double PROCESSORS_BUSY = 0.7;

    @Override
    public Optional<String> advise(RunStatistics run) {
        double workersBusy = run.utilisation(Stage.Kind.CPU).orElse(0);
        double load = run.load().orElse(1);
        int workers = run.pools().stream()
                .filter(pool -> pool.kind() == Stage.Kind.CPU)
                .mapToInt(PoolStatistics::size)
                .sum();
        boolean couldDoMore = workersBusy >= WORKERS_BUSY
                && load < PROCESSORS_BUSY
                && workers < run.processors()
                && Rule.wallNanos(run) >= SHORTEST_NANOS;
        return couldDoMore
                ? Optional.of("workers were busy " + Amount.percent(workersBusy) + " of the time, the processors "
                        + Amount.percent(load) + ": raise -j from " + workers + " towards " + run.processors())
                : Optional.empty();
    }
}
