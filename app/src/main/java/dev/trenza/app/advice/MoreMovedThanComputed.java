package dev.trenza.app.advice;

import dev.trenza.app.screen.Amount;
import dev.trenza.app.statistics.PoolStatistics;
import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.core.pipeline.Stage;
import java.util.Optional;

/** Values travel to workers and back that these hardly look at. */
final class MoreMovedThanComputed implements Rule {

    private static final long MANY_BYTES = 100_000_000;

    /** What a pipe moves in the time; whoever computes less than that for a byte would be as fast without it. */
    private static final double BYTES_PER_NANO = 0.5;

    @Override
    public Optional<String> advise(RunStatistics run) {
        long bytes = run.pools().stream().mapToLong(PoolStatistics::bytes).sum();
        long computed = run.busy(Stage.Kind.CPU).toNanos();
        return bytes >= MANY_BYTES && bytes > computed * BYTES_PER_NANO
                ? Optional.of("workers got and gave " + Amount.bytes(bytes) + " for " + Amount.time(computed)
                        + " of computing, which moves more than it computes: pass paths in place of bytes, or run it"
                        + " on threads")
                : Optional.empty();
    }
}
