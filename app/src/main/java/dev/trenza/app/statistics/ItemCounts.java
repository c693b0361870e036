package dev.trenza.app.statistics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up the ends of items. Not thread-safe. */
final class ItemCounts {

    // Mutable state
    private final Map<String, Map<String, Long>> streams = new LinkedHashMap<>();
    private final Slowest<SlowItem> slowest;
    private final FailureGroups failures = new FailureGroups();

    /**
     * Nothing yet.
     *
     * @param slowest how many of the slowest items are kept
     */
    ItemCounts(int slowest) {
        this.slowest = new Slowest<>(slowest, SlowItem::runNanos);
    }

    void add(ItemEnd end) {
        streams.computeIfAbsent(end.stream(), stream -> new LinkedHashMap<>()).merge(end.status(), 1L, Long::sum);
        if (end.runNanos() > 0) {
            slowest.offer(
                    end.runNanos(),
                    () -> new SlowItem(
                            end.stream(), end.seq(), end.item().get(), end.status(), end.runNanos(), end.waitNanos()));
        }
        if (end.error() != null) {
            failures.add(end);
        }
    }

    Map<String, Map<String, Long>> streams() {
        Map<String, Map<String, Long>> copy = new LinkedHashMap<>();
        streams.forEach((stream, counts) -> copy.put(stream, new LinkedHashMap<>(counts)));
        return copy;
    }

    List<SlowItem> slowest() {
        return slowest.list();
    }

    List<FailureGroup> failures() {
        return failures.list();
    }

    long furtherFailures() {
        return failures.further();
    }
}
