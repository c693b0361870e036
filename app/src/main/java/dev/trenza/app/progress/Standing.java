package dev.trenza.app.progress;

import dev.trenza.app.screen.Amount;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Where a run stands. Immutable.
 *
 * @param title of the run
 * @param items that have ended
 * @param size how many there will be; empty if nobody knows
 * @param failures how many of them did not succeed
 * @param nanos since the start
 * @param perSecond how many end in a second of late
 * @param nanosLeft until the end at this pace; empty if nobody knows
 * @param workers what they do
 */
record Standing(
        String title,
        long items,
        OptionalLong size,
        long failures,
        long nanos,
        double perSecond,
        OptionalLong nanosLeft,
        List<WorkerDoing> workers) {

    private static final double SECOND = 1e9;

    /** Copies the workers. */
    Standing {
        workers = List.copyOf(workers);
    }

    /** A line of words: {@code 512 of 2,000 items (25 %), 3 failed, 812/s, 2 s left; workers: 2 busy, 1 idle}. */
    String words() {
        StringBuilder words = new StringBuilder("trenza: ").append(Amount.count(items));
        size.ifPresent(all -> words.append(" of ").append(Amount.count(all)));
        words.append(items == 1 && size.isEmpty() ? " item" : " items");
        size.ifPresent(all -> words.append(" (").append(percent()).append(" %)"));
        if (failures > 0) {
            words.append(", ").append(Amount.count(failures)).append(" failed");
        }
        words.append(", ").append(Amount.rate(perSecond)).append("/s");
        nanosLeft.ifPresent(left -> words.append(", ").append(rounded(left)).append(" left"));
        if (!workers.isEmpty()) {
            words.append("; workers: ").append(states());
        }
        return words.toString();
    }

    /** The hundredths that are done; 100 only at the very end. */
    long percent() {
        long all = size.orElse(0);
        return all <= 0 || items >= all ? 100 : items * 100 / all;
    }

    /** {@code 2 busy, 1 idle}. */
    String states() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        workers.forEach(worker -> counts.merge(worker.state(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    /** A guess needs no milliseconds. */
    static String rounded(long nanos) {
        long seconds = Math.max(1, Math.round(nanos / SECOND));
        return Amount.time(seconds * SECOND);
    }

    /** The same for programs. */
    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeObjectPropertyStart("progress");
            json.writeNumberProperty("items", items);
            json.writeName("size");
            if (size.isPresent()) {
                json.writeNumber(size.getAsLong());
            } else {
                json.writeNull();
            }
            json.writeNumberProperty("failures", failures);
            json.writeNumberProperty("perSecond", Math.round(perSecond * 10) / 10.0);
            json.writeNumberProperty("seconds", millis(nanos));
            nanosLeft.ifPresent(left -> json.writeNumberProperty("secondsLeft", millis(left)));
            json.writeArrayPropertyStart("workers");
            workers.forEach(worker -> {
                json.writeStartObject();
                json.writeStringProperty("worker", worker.name());
                json.writeStringProperty("state", worker.state());
                if (!worker.task().isEmpty()) {
                    json.writeStringProperty("task", worker.task());
                }
                json.writeEndObject();
            });
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 1e6) / 1e3;
    }
}
