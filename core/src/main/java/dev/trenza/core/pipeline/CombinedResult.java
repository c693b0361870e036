package dev.trenza.core.pipeline;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything that a run gave, in one value. Immutable.
 *
 * <pre>{@code
 * CombinedResult result = pipeline.collect().block();
 * if (result.allSucceeded()) {
 *     log.info("squares: {}", result.stream("squares").values());
 * }
 * }</pre>
 *
 * @param name the pipeline's name
 * @param streams by name, in the order of their declaration
 * @param wallTime from the start of the run to its end
 * @param ioTime in which at least one I/O task ran
 * @param cpuTime in which at least one CPU task ran
 * @param overlap in which both ran; what the plaiting saved
 */
public record CombinedResult(
        String name,
        Map<String, StreamResult> streams,
        Duration wallTime,
        Duration ioTime,
        Duration cpuTime,
        Duration overlap) {

    public CombinedResult {
        streams = Collections.unmodifiableMap(new LinkedHashMap<>(streams));
    }

    /**
     * What one stream gave.
     *
     * @throws IllegalArgumentException if the pipeline has no such stream
     */
    public StreamResult stream(String stream) {
        StreamResult result = streams.get(stream);
        if (result == null) {
            throw new IllegalArgumentException(
                    "pipeline '" + name + "' has no stream '" + stream + "'; it has " + streams.keySet());
        }
        return result;
    }

    /** Whether no item failed; true if there was none. */
    public boolean allSucceeded() {
        return streams.values().stream().allMatch(stream -> stream.totals().failures() == 0);
    }
}
