package dev.trenza.app.output;

import dev.trenza.core.Execution;
import dev.trenza.core.Outcome;
import dev.trenza.core.TaskPoolException;
import dev.trenza.core.TaskTimeoutException;
import dev.trenza.core.WorkerCrashedException;
import dev.trenza.core.WorkerLostException;
import dev.trenza.core.pipeline.Item;
import dev.trenza.core.pipeline.StreamOutcome;
import dev.trenza.io.JsonValues;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON object per line (NDJSON), in UTF-8:
 *
 * <pre>
 * {"stream":"squares","seq":3,"item":3,"status":"success","value":9,"attempts":1,"worker":2,"waitMs":0.4,"runMs":0.01}
 * {"stream":"squares","seq":4,"item":"x","status":"failed","error":{"stage":"square","type":"java.lang...","message":
 *  "...","stack":["at ...",...]},"attempts":1,...}
 * </pre>
 *
 * <p>The times are those of all stages, to the microsecond; {@code worker} and {@code attempts} those of the last one.
 */
public final class JsonLines implements OutcomeFormat {

    private final JsonGenerator json;
    private final Function<StreamOutcome, Map<String, Object>> further;

    /** Takes over the stream; buffers by itself. */
    public JsonLines(OutputStream out) {
        this(out, outcome -> Map.of());
    }

    /**
     * Takes over the stream; buffers by itself.
     *
     * @param further what else there is to tell of an outcome, by name
     */
    public JsonLines(OutputStream out, Function<StreamOutcome, Map<String, Object>> further) {
        this.further = further;
        JsonFactory factory =
                JsonFactory.builder().rootValueSeparator((String) null).build();
        this.json = factory.createGenerator(ObjectWriteContext.empty(), out);
    }

    @Override
    public void write(StreamOutcome outcome) throws IOException {
        try {
            json.writeStartObject();
            json.writeStringProperty("stream", outcome.stream());
            json.writeNumberProperty("seq", outcome.seq());
            if (!outcome.part().isEmpty()) {
                json.writeStringProperty("part", outcome.part());
            }
            json.writeName("item");
            JsonValues.write(json, outcome.origin());
            json.writeStringProperty("status", outcome.status());
            writeEnd(outcome);
            further.apply(outcome).forEach((name, value) -> {
                json.writeName(name);
                JsonValues.write(json, value);
            });
            writeExecution(outcome);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    private void writeEnd(StreamOutcome outcome) {
        Outcome<Item, Object> end = outcome.outcome();
        if (end instanceof Outcome.Success<Item, Object> success) {
            json.writeName("value");
            JsonValues.write(json, success.value());
        } else if (end instanceof Outcome.Failure<Item, Object> failure) {
            writeError(failure.failure(), outcome.stage());
        } else if (end instanceof Outcome.Skipped<Item, Object> skipped) {
            json.writeStringProperty("reason", JsonValues.wellFormed(skipped.reason()));
        }
    }

    private void writeExecution(StreamOutcome outcome) {
        Execution execution = outcome.outcome().execution();
        json.writeNumberProperty("attempts", execution.attempts());
        json.writeNumberProperty("worker", execution.worker());
        json.writeName("waitMs");
        json.writeNumber(Millis.of(outcome.waitNanos()));
        json.writeName("runMs");
        json.writeNumber(Millis.of(outcome.runNanos()));
    }

    private void writeError(TaskPoolException failure, @Nullable String stage) {
        ErrorText error = ErrorText.of(failure);
        json.writeObjectPropertyStart("error");
        if (stage != null) {
            json.writeStringProperty("stage", stage);
        }
        json.writeStringProperty("type", error.type());
        json.writeStringProperty("message", error.message());
        writeLimits(failure);
        json.writeArrayPropertyStart("stack");
        error.stack().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeLimits(TaskPoolException failure) {
        if (failure instanceof TaskTimeoutException timeout) {
            json.writeName("timeoutMs");
            json.writeNumber(Millis.of(timeout.timeout().toNanos()));
            json.writeStringProperty("limit", timeout.limit().name().toLowerCase(Locale.ROOT));
        }
        if (failure instanceof WorkerLostException lost) {
            json.writeNumberProperty("pid", lost.pid());
        }
        if (failure instanceof WorkerCrashedException crashed) {
            json.writeNumberProperty("exitCode", crashed.exitCode());
            crashed.signal().ifPresent(signal -> json.writeNumberProperty("signal", signal));
        }
        if (failure instanceof WorkerLostException lost && !lost.history().isEmpty()) {
            json.writeArrayPropertyStart("history");
            lost.history().forEach(line -> json.writeString(JsonValues.wellFormed(line)));
            json.writeEndArray();
            lost.quarantine().ifPresent(directory -> json.writeStringProperty("quarantine", directory.toString()));
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            json.flush();
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            json.close();
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }
}
