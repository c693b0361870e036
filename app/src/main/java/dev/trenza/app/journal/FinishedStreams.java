package dev.trenza.app.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/** {@link FinishedItems} of each stream. Thread-safe. */
final class FinishedStreams {

    // Mutable state, guarded by this
    private final Map<String, FinishedItems> streams = new LinkedHashMap<>();

    /** Those of a stream. */
    synchronized FinishedItems of(String stream) {
        return streams.computeIfAbsent(stream, name -> new FinishedItems());
    }

    /** How many have succeeded, in all sessions. */
    long done() {
        return sum(FinishedItems::done);
    }

    /** How many have failed, in all sessions, and have not succeeded since. */
    long failed() {
        return sum(FinishedItems::failed);
    }

    /** How many results have taken the place of earlier ones. */
    long replaced() {
        return sum(FinishedItems::replaced);
    }

    private synchronized long sum(ToLongFunction<FinishedItems> count) {
        return streams.values().stream().mapToLong(count).sum();
    }

    /** For a line: {@code 812 done, 3 failed}. */
    String words() {
        List<String> parts = new ArrayList<>();
        parts.add(String.format(Locale.ROOT, "%,d done", done()));
        if (failed() > 0) {
            parts.add(String.format(Locale.ROOT, "%,d failed", failed()));
        }
        return String.join(", ", parts);
    }
}
