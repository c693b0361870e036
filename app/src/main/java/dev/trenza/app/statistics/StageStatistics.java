package dev.trenza.app.statistics;

import dev.trenza.core.pipeline.Stage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one stage of one stream adds up to. Immutable.
 *
 * @param stream the stream's name
 * @param stage its name; {@code all stages} where only whole items were measured
 * @param kind whether it waits or computes; {@code null} where nobody knows
 * @param pool where it ran; empty where nobody knows
 * @param counts of its ends, by status
 * @param waits that items waited for a worker
 * @param runs that its task ran, without those that never ran
 */
public record StageStatistics(
        String stream,
        String stage,
        Stage.@Nullable Kind kind,
        String pool,
        Map<String, Long> counts,
        Distribution waits,
        Distribution runs) {

    /** Copies the counts. */
    public StageStatistics {
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    }
}
