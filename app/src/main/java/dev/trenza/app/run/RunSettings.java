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
 * @param taskLog from which level on what tasks log is shown
 */
public record RunSettings(
        PoolSettings pools,
        Optional<Duration> timeout,
        ProgressMode progress,
        Summary summary,
        Optional<Path> trace,
        Level taskLog) {

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
