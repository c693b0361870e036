package dev.trenza.app.advice;

import dev.trenza.app.screen.Amount;
import dev.trenza.app.statistics.PoolStatistics;
import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.core.pipeline.Stage;
import java.util.Optional;
import java.util.OptionalDouble;

/** All I/O threads wait, and processors and workers wait for them. */
final class TooFewIoJobs implements Rule {

    private static final double THREADS_BUSY = 0.85;
    private static final double WORKERS_BUSY = 0.7;
    private static final double PROCESSORS_BUSY = 0.7;

    @Override
    public Optional<String> advise(RunStatistics run) {
        double threadsBusy = run.utilisation(Stage.Kind.IO).orElse(0);
        OptionalDouble workersBusy = run.utilisation(Stage.Kind.CPU);
        boolean isScarce = threadsBusy >= THREADS_BUSY
                && workersBusy.orElse(0) < WORKERS_BUSY
                && run.load().orElse(1) < PROCESSORS_BUSY
                && Rule.wallNanos(run) >= SHORTEST_NANOS;
        if (!isScarce) {
            return Optional.empty();
        }
        int threads = run.pools().stream()
                .filter(pool -> pool.kind() == Stage.Kind.IO)
                .mapToInt(PoolStatistics::size)
                .sum();
        String who = threads == 1 ? "the I/O thread was" : "all " + threads + " I/O threads were";
        String busy = who + " busy " + Amount.percent(threadsBusy) + " of the time";
        String waited = workersBusy.isPresent()
                ? "workers waited " + Amount.percent(1 - workersBusy.getAsDouble()) + " of the time, and "
                : "";
        return Optional.of(waited + busy + ": raise --io-jobs, or a stage's concurrency");
    }
}
