package dev.trenza.app.run;

import dev.trenza.app.progress.ProgressMode;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a run shows itself and when it ends. Immutable.
 *
 * @param pools what its pools are made of
 * @param timeout of the whole run
 * @param progress what is shown while it goes on
 * @param summary what is shown at its end
 * @param trace where its time line goes
 * @param report where its report goes
 * @param taskLog from which level on what tasks log is shown
 * @param conduct how items are begun, and when the run ends before them
 */
public record RunSettings(
        PoolSettings pools,
        Optional<Duration> timeout,
        ProgressMode progress,
        Summary summary,
        Optional<Path> trace,
        Optional<Path> report,
        Level taskLog,
        Conduct conduct) {

    /** Settings that leave the conduct of items to the pools. */
    public RunSettings(
            PoolSettings pools,
            Optional<Duration> timeout,
            ProgressMode progress,
            Summary summary,
            Optional<Path> trace,
            Optional<Path> report,
            Level taskLog) {
        this(pools, timeout, progress, summary, trace, report, taskLog, Conduct.PLAIN);
    }

    /** The same settings with another conduct. */
    public RunSettings with(Conduct newConduct) {
        return new RunSettings(pools, timeout, progress, summary, trace, report, taskLog, newConduct);
    }

    /** The same settings with other pools. */
    public RunSettings with(PoolSettings newPools) {
        return new RunSettings(newPools, timeout, progress, summary, trace, report, taskLog, conduct);
    }

    /** The same settings with another way to show progress. */
    public RunSettings with(ProgressMode newProgress) {
        return new RunSettings(pools, timeout, newProgress, summary, trace, report, taskLog, conduct);
    }

    /** What is shown at the end of a run. */
    public enum Summary {
        /** A few lines. */
        TEXT,
        /** One JSON object. */
        JSON,
        /** Nothing. */
        NONE
    }
}
