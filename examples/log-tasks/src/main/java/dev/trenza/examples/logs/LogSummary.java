package dev.trenza.examples.logs;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts requests. Not thread-safe. */
final class LogSummary {

    private final Map<String, Long> paths = new HashMap<>();
    private final Map<String, Long> statuses = new TreeMap<>();
    private final Set<String> clients = new HashSet<>();

    // Mutable state
    private long lines;
    private long bad;
    private long bytes;

    void add(String line) {
        lines++;
        Request.of(line).ifPresentOrElse(this::add, () -> bad++);
    }

    private void add(Request request) {
        bytes += request.bytes();
        clients.add(request.client());
        statuses.merge(Integer.toString(request.status()), 1L, Long::sum);
        paths.merge(request.path(), 1L, Long::sum);
    }

    /**
     * What was counted.
     *
     * @param top how many of the most frequent paths
     */
    Map<String, Object> result(int top) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("lines", lines);
        result.put("bad", bad);
        result.put("bytes", bytes);
        result.put("clients", clients.size());
        result.put("statuses", new LinkedHashMap<>(statuses));
        Map<String, Long> most = new LinkedHashMap<>();
        paths.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(top)
                .forEach(entry -> most.put(text(entry.getKey()), entry.getValue()));
        result.put("top", most);
        return result;
    }

    /** What was read as bytes is UTF-8 mostly. */
    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
