package dev.trenza.app.run;

import dev.trenza.app.advice.Advice;
import dev.trenza.app.statistics.Distribution;
import dev.trenza.app.statistics.RunStatistics;
import dev.trenza.app.statistics.SlowItem;
import dev.trenza.app.statistics.StageStatistics;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What a run adds up to, as one JSON object on one line. Times are in milliseconds, to the microsecond. */
final class SummaryJson {

    private SummaryJson() {}

    static String of(RunStatistics run) {
        RunStatistics.Strands times = run.strands().orElseThrow();
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("pipeline", run.name());
            json.writeNumberProperty("items", run.items());
            json.writeNumberProperty("failures", run.failed());
            json.writeNumberProperty("wallMs", millis(times.wall().toNanos()));
            json.writeNumberProperty("ioMs", millis(times.io().toNanos()));
            json.writeNumberProperty("cpuMs", millis(times.cpu().toNanos()));
            json.writeNumberProperty("overlapMs", millis(times.overlap().toNanos()));
            run.speedUp().ifPresent(factor -> json.writeNumberProperty("speedUp", Math.round(factor * 1e3) / 1e3));
            json.writeNumberProperty("workersReplaced", run.restarts());
            json.writeObjectPropertyStart("streams");
            run.streams().forEach((stream, counts) -> writeStream(json, run, stream, counts));
            json.writeEndObject();
            json.writeArrayPropertyStart("slowest");
            run.slowest().stream().limit(3).forEach(item -> writeSlow(json, item));
            json.writeEndArray();
            json.writeArrayPropertyStart("advice");
            Advice.on(run).forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void writeStream(JsonGenerator json, RunStatistics run, String stream, Map<String, Long> counts) {
        json.writeObjectPropertyStart(stream);
        json.writeNumberProperty(
                "items", counts.values().stream().mapToLong(Long::longValue).sum());
        counts.forEach(json::writeNumberProperty);
        json.writeNumberProperty("waitMs", millis(total(run, stream, StageStatistics::waits)));
        json.writeNumberProperty("runMs", millis(total(run, stream, StageStatistics::runs)));
        json.writeObjectPropertyStart("stages");
        run.stages().stream().filter(stage -> stage.stream().equals(stream)).forEach(stage -> writeStage(json, stage));
        json.writeEndObject();
        json.writeEndObject();
    }

    private static long total(RunStatistics run, String stream, Function<StageStatistics, Distribution> times) {
        return run.stages().stream()
                .filter(stage -> stage.stream().equals(stream))
                .mapToLong(stage -> times.apply(stage).totalNanos())
                .sum();
    }

    private static void writeStage(JsonGenerator json, StageStatistics stage) {
        json.writeObjectPropertyStart(stage.stage());
        writeTimes(json, "runMs", stage.runs());
        writeTimes(json, "waitMs", stage.waits());
        json.writeEndObject();
    }

    private static void writeTimes(JsonGenerator json, String name, Distribution times) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("count", times.count());
        json.writeNumberProperty("total", millis(times.totalNanos()));
        json.writeNumberProperty("p50", millis(times.p50Nanos()));
        json.writeNumberProperty("p95", millis(times.p95Nanos()));
        json.writeNumberProperty("max", millis(times.maxNanos()));
        json.writeEndObject();
    }

    private static void writeSlow(JsonGenerator json, SlowItem item) {
        json.writeStartObject();
        json.writeStringProperty("stream", item.stream());
        json.writeNumberProperty("seq", item.seq());
        json.writeStringProperty("item", item.item());
        json.writeStringProperty("status", item.status());
        json.writeNumberProperty("runMs", millis(item.runNanos()));
        json.writeEndObject();
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }
}
