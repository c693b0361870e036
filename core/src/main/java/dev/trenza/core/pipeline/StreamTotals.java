package dev.trenza.core.pipeline;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a stream's outcomes add up to. Immutable.
 *
 * @param stream the stream's name
 * @param counts how many items ended with which {@link StreamOutcome#status()}; only those that occurred, in the order of
 *     their first occurrence
 * @param totalWait that the items waited for workers, added up over items and stages
 * @param totalRun that the tasks ran, added up over items and stages
 */
public record StreamTotals(String stream, Map<String, Long> counts, Duration totalWait, Duration totalRun) {

    public StreamTotals {
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    }

    /** How many items ended, well or not. */
    public long items() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many items ended with this status. */
    public long count(String status) {
        return counts.getOrDefault(status, 0L);
    }

    /** How many items ended neither as a success nor as skipped. */
    public long failures() {
        return items() - count("success") - count("skipped");
    }
}
