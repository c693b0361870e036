package dev.trenza.app.run;

import dev.trenza.app.screen.Screen;
import dev.trenza.core.pipeline.RunSummary;
import dev.trenza.core.pipeline.StreamTotals;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The combined result of a run, in words or as JSON. */
final class SummaryLines {

    private SummaryLines() {}

    static void print(RunSettings.Summary form, String name, RunSummary summary, long restarts, Screen screen) {
        switch (form) {
            case TEXT -> text(name, summary, restarts, screen);
            case JSON -> screen.line(json(name, summary, restarts));
            case NONE -> {}
        }
    }

    private static void text(String name, RunSummary summary, long restarts, Screen screen) {
        Map<String, StreamTotals> streams = summary.streams();
        Map<String, Long> counts = new LinkedHashMap<>();
        streams.values()
                .forEach(totals -> totals.counts().forEach((status, count) -> counts.merge(status, count, Long::sum)));
        screen.line(
                "trenza: " + name + ": " + describe(summary.items(), counts) + " in " + seconds(summary.wallTime()));
        if (streams.size() > 1) {
            streams.forEach((stream, totals) ->
                    screen.line("trenza:   " + stream + ": " + describe(totals.items(), totals.counts())));
        }
        screen.line("trenza:   I/O ran for " + seconds(summary.ioTime()) + ", CPU for " + seconds(summary.cpuTime())
                + ", both at once for " + seconds(summary.overlap()) + restarts(restarts));
    }

    private static String describe(long items, Map<String, Long> counts) {
        String count = String.format(Locale.ROOT, "%,d %s", items, items == 1 ? "item" : "items");
        return counts.isEmpty()
                ? count
                : counts.entrySet().stream()
                        .map(entry -> String.format(Locale.ROOT, "%,d %s", entry.getValue(), entry.getKey()))
                        .collect(Collectors.joining(", ", count + " (", ")"));
    }

    private static String restarts(long restarts) {
        return restarts == 0 ? "" : "; " + restarts + (restarts == 1 ? " worker" : " workers") + " replaced";
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toNanos() / 1e9);
    }

    private static String json(String name, RunSummary summary, long restarts) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("pipeline", name);
            json.writeNumberProperty("items", summary.items());
            json.writeNumberProperty("failures", summary.failures());
            json.writeNumberProperty("wallMs", millis(summary.wallTime()));
            json.writeNumberProperty("ioMs", millis(summary.ioTime()));
            json.writeNumberProperty("cpuMs", millis(summary.cpuTime()));
            json.writeNumberProperty("overlapMs", millis(summary.overlap()));
            json.writeNumberProperty("workersReplaced", restarts);
            json.writeObjectPropertyStart("streams");
            summary.streams().values().forEach(totals -> writeStream(json, totals));
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void writeStream(JsonGenerator json, StreamTotals totals) {
        json.writeObjectPropertyStart(totals.stream());
        json.writeNumberProperty("items", totals.items());
        totals.counts().forEach(json::writeNumberProperty);
        json.writeNumberProperty("waitMs", millis(totals.totalWait()));
        json.writeNumberProperty("runMs", millis(totals.totalRun()));
        json.writeEndObject();
    }

    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / 1e3) / 1e3;
    }
}
