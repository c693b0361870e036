package dev.trenza.app.statistics;

import dev.trenza.app.output.ErrorText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Adds up the lines of results that a run has written: what they say of items, without the time line and the stages, of
 * which they do not speak. Memory does not grow with their number. Not thread-safe.
 *
 * <pre>{@code
 * ResultLines lines = new ResultLines();
 * lines.read(in);
 * RunStatistics statistics = lines.statistics("results.ndjson");
 * }</pre>
 */
public final class ResultLines {

    private static final int SLOWEST = 10;
    private static final double NANOS = 1e6;

    private final JsonFactory factory = new JsonFactory();

    // Mutable state
    private final ItemCounts items = new ItemCounts(SLOWEST);
    private final Map<String, StreamTimes> streams = new LinkedHashMap<>();
    private long lines;
    private long unreadable;
    private long firstUnreadable;

    /** What a stream adds up to. */
    private static final class StreamTimes {
        final Map<String, Long> counts = new LinkedHashMap<>();
        final Times waits = new Times();
        final Times runs = new Times();
    }

    /** What is read of a line. */
    private static final class Line {
        @Nullable
        String stream;

        @Nullable
        String status;

        long seq;
        String item = "";
        double waitMs;
        double runMs;

        @Nullable
        String stage;

        String type = "";
        String message = "";
        List<String> stack = new ArrayList<>();
        boolean isFailure;
    }

    /** Nothing read yet. */
    public ResultLines() {}

    /**
     * Reads to the end. What is no line of results is skipped and counted: the last line of a run that was killed may be
     * a part of one.
     *
     * @throws IOException if it cannot be read
     */
    public void read(InputStream in) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String text = reader.readLine(); text != null; text = reader.readLine()) {
            lines++;
            if (!text.isBlank() && !take(text)) {
                unreadable++;
                firstUnreadable = firstUnreadable == 0 ? lines : firstUnreadable;
            }
        }
    }

    /** How many lines were no results. */
    public long unreadable() {
        return unreadable;
    }

    /** The number of the first one, from 1; 0 if there is none. */
    public long firstUnreadable() {
        return firstUnreadable;
    }

    /** Takes a result of which more is known than its text may say; see {@link RecordedRun#result}. */
    void take(String text, String stream, long seq, String status) {
        if (!take(text)) {
            Line line = new Line();
            line.seq = seq;
            line.item = Cut.to(Cut.ITEM_CHARACTERS, text.strip());
            add(line, stream, status);
        }
    }

    private boolean take(String text) {
        Line line = new Line();
        try (JsonParser json = factory.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                readField(json, json.currentName(), line, text);
            }
        } catch (JacksonException e) {
            return false;
        }
        if (line.stream == null || line.status == null) {
            return false;
        }
        add(line, line.stream, line.status);
        return true;
    }

    private static void readField(JsonParser json, String name, Line line, String text) {
        JsonToken token = json.nextToken();
        switch (name) {
            case "stream" -> line.stream = json.getString();
            case "status" -> line.status = json.getString();
            case "seq" -> line.seq = token.isNumeric() ? json.getLongValue() : 0;
            case "waitMs" -> line.waitMs = token.isNumeric() ? json.getDoubleValue() : 0;
            case "runMs" -> line.runMs = token.isNumeric() ? json.getDoubleValue() : 0;
            case "item" -> line.item = textOf(json, text);
            case "error" -> readError(json, line);
            default -> json.skipChildren();
        }
    }

    /** A text as it is, anything else as it stands there. */
    private static String textOf(JsonParser json, String text) {
        if (!json.currentToken().isStructStart()) {
            return Cut.to(Cut.ITEM_CHARACTERS, json.getString());
        }
        int start = (int) json.currentTokenLocation().getCharOffset();
        json.skipChildren();
        int end = (int) json.currentTokenLocation().getCharOffset() + 1;
        return Cut.to(Cut.ITEM_CHARACTERS, text.substring(start, Math.min(end, text.length())));
    }

    private static void readError(JsonParser json, Line line) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        line.isFailure = true;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            switch (name) {
                case "stage" -> line.stage = json.getString();
                case "type" -> line.type = json.getString();
                case "message" -> line.message = json.getString();
                case "stack" -> {
                    while (token == JsonToken.START_ARRAY && json.nextToken() != JsonToken.END_ARRAY) {
                        line.stack.add(json.getString());
                    }
                }
                default -> json.skipChildren();
            }
        }
    }

    private void add(Line line, String stream, String status) {
        long waitNanos = Math.round(line.waitMs * NANOS);
        long runNanos = Math.round(line.runMs * NANOS);
        items.add(new ItemEnd(
                stream,
                line.seq,
                () -> line.item,
                status,
                line.stage,
                waitNanos,
                runNanos,
                line.isFailure ? new ErrorText(line.type, line.message, List.of()) : null,
                () -> line.stack));
        StreamTimes times = streams.computeIfAbsent(stream, name -> new StreamTimes());
        times.counts.merge(status, 1L, Long::sum);
        times.waits.add(waitNanos);
        times.runs.add(runNanos);
    }

    /** What the lines add up to so far, under this name. */
    public RunStatistics statistics(String name) {
        List<StageStatistics> stages = new ArrayList<>();
        streams.forEach((stream, times) -> stages.add(new StageStatistics(
                stream, "all stages", null, "", times.counts, times.waits.distribution(), times.runs.distribution())));
        return new RunStatistics(
                name,
                Optional.empty(),
                Optional.empty(),
                items.streams(),
                stages,
                items.slowest(),
                items.failures(),
                items.furtherFailures(),
                List.of(),
                Optional.empty(),
                OptionalDouble.empty(),
                Runtime.getRuntime().availableProcessors());
    }
}
