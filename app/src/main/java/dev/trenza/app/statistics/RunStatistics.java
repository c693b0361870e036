package dev.trenza.app.statistics;

import dev.trenza.core.pipeline.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a run adds up to. Immutable.
 *
 * @param name of the pipeline
 * @param started when it began; empty where nobody knows
 * @param strands how long it took, and how its two strands shared that time; empty where nobody knows
 * @param streams for each stream how many items ended with which status
 * @param stages for each stage what its runs add up to
 * @param slowest the items that ran longest, the longest first
 * @param failures those that are alike together, the most frequent first
 * @param furtherFailures how many belong to none of these
 * @param pools for each pool what it did; empty where nobody knows
 * @param timeLine what ran when; empty where nobody knows
 * @param load how busy the machine's processors were, from 0 to 1; empty where nobody knows
 * @param processors how many the machine has
 */
public record RunStatistics(
        String name,
        Optional<Instant> started,
        Optional<Strands> strands,
        Map<String, Map<String, Long>> streams,
        List<StageStatistics> stages,
        List<SlowItem> slowest,
        List<FailureGroup> failures,
        long furtherFailures,
        List<PoolStatistics> pools,
        Optional<TimeLine> timeLine,
        OptionalDouble load,
        int processors) {

    /** Copies the lists. */
    public RunStatistics {
        streams = Collections.unmodifiableMap(new LinkedHashMap<>(streams));
        stages = List.copyOf(stages);
        slowest = List.copyOf(slowest);
        failures = List.copyOf(failures);
        pools = List.copyOf(pools);
    }

    /** How many items ended, by status, over all streams. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        streams.values().forEach(stream -> stream.forEach((status, count) -> counts.merge(status, count, Long::sum)));
        return counts;
    }

    /** How many items ended. */
    public long items() {
        return counts().values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many items ended neither as a success nor as skipped. */
    public long failed() {
        Map<String, Long> counts = counts();
        return items() - counts.getOrDefault("success", 0L) - counts.getOrDefault("skipped", 0L);
    }

    /** Workers that had to be replaced. */
    public long restarts() {
        return pools.stream().mapToLong(PoolStatistics::restarts).sum();
    }

    /** How long tasks ran, all of them together. */
    public Duration busy() {
        return Duration.ofNanos(
                stages.stream().mapToLong(stage -> stage.runs().totalNanos()).sum());
    }

    /** How long the tasks of one kind ran, all of them together. */
    public Duration busy(Stage.Kind kind) {
        return Duration.ofNanos(stages.stream()
                .filter(stage -> stage.kind() == kind)
                .mapToLong(stage -> stage.runs().totalNanos())
                .sum());
    }

    /** The time of all tasks together by the time that the run took: what it would have taken longer one by one. */
    public OptionalDouble speedUp() {
        return strands.filter(times -> !times.wall().isZero()).stream()
                .mapToDouble(times -> (double) busy().toNanos() / times.wall().toNanos())
                .findFirst();
    }

    /** Which part of their time the threads or workers of the pools of a kind were busy, from 0 to 1. */
    public OptionalDouble utilisation(Stage.Kind kind) {
        int size = pools.stream()
                .filter(pool -> pool.kind() == kind)
                .mapToInt(PoolStatistics::size)
                .sum();
        return size == 0
                ? OptionalDouble.empty()
                : strands.filter(times -> !times.wall().isZero()).stream()
                        .mapToDouble(times -> Math.min(
                                1, (double) busy(kind).toNanos() / times.wall().toNanos() / size))
                        .findFirst();
    }

    /**
     * How the two strands of a run shared its time. Immutable.
     *
     * @param wall from the start of the run to its end
     * @param io in which at least one I/O task ran
     * @param cpu in which at least one CPU task ran
     * @param overlap in which both ran
     */
    public record Strands(Duration wall, Duration io, Duration cpu, Duration overlap) {}
}
