package dev.trenza.app.journal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * Records as lines of JSON, each with the checksum of its own rest. Confined to one thread.
 *
 * <pre>
 * {"crc":"1a2b3c4d","type":"item","at":1763872330123,"stream":"texts","seq":3,"key":"...","print":"00000000",
 *  "status":"success","bytes":118,"sum":"89abcdef"}
 *                  ^--------------------------------- CRC32C of all bytes from here to the end of the line ---^
 * </pre>
 *
 * <p>Written by hand: there may be a million of them, and they have no text in them but the stream's name.
 */
final class JournalLine {

    private static final byte[] HEAD = "{\"crc\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 8;
    private static final int CHECKED_FROM = HEAD.length + DIGITS + 2;
    private static final int NUMBERS_OF_A_RUN = 6;
    private static final HexFormat HEX = HexFormat.of();
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] TYPE = ascii("{\"crc\":\"00000000\",\"type\":\"");
    private static final byte[] AT = ascii("\",\"at\":");
    private static final byte[] STREAM = ascii(",\"stream\":");
    private static final byte[] SEQ = ascii(",\"seq\":");
    private static final byte[] KEY = ascii(",\"key\":\"");
    private static final byte[] PRINT = ascii("\",\"print\":\"");
    private static final byte[] STATUS = ascii(",\"status\":\"");
    private static final byte[] BYTES = ascii(",\"bytes\":");
    private static final byte[] SUM = ascii(",\"sum\":\"");
    private static final byte[] ITEM = ascii("item");
    private static final byte[] RUNS = ascii(",\"runs\":");
    private static final String SUCCESS = "success";

    // Mutable state: what has been written as it stands in a line
    private final Map<String, byte[]> quoted = new HashMap<>();
    private final Map<String, byte[]> statuses = new HashMap<>();

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The line of a record, with its end. */
    byte[] encode(JournalRecord record) {
        LineBuffer line = new LineBuffer();
        encode(record, line);
        return line.toByteArray();
    }

    /** Appends the line of a record, with its end. */
    void encode(JournalRecord record, LineBuffer lines) {
        int start = lines.size();
        lines.ascii(TYPE);
        if (record instanceof JournalRecord.Item item) {
            append(item, lines);
        } else if (record instanceof JournalRecord.Start started) {
            head("start", started.at().toEpochMilli(), lines)
                    .ascii(ascii(",\"pid\":"))
                    .number(started.pid())
                    .ascii(ascii(",\"boot\":"))
                    .ascii(quote(started.boot()));
        } else if (record instanceof JournalRecord.End end) {
            String rest = ",\"status\":" + end.status() + ",\"done\":" + end.done() + ",\"failed\":" + end.failed()
                    + ",\"complete\":" + end.isComplete();
            head("end", end.at().toEpochMilli(), lines).ascii(ascii(rest));
        } else if (record instanceof JournalRecord.Stage stage) {
            append(stage, lines);
        } else if (record instanceof JournalRecord.Step step) {
            head("step", step.at().toEpochMilli(), lines).ascii(STREAM).ascii(quote(step.stream()));
            append(step.key(), lines);
            lines.ascii(BYTES).number(step.bytes());
            lines.ascii(SUM).hex(step.sum()).write('"');
        } else if (record instanceof JournalRecord.Runs runs) {
            LineBuffer packed = new LineBuffer();
            runs.runs().forEach(run -> pack(run, packed));
            lines.cut(start);
            encode(runs.at(), packed, lines);
            return;
        }
        seal(start, lines);
    }

    /** Appends one run, to be written with others. */
    void pack(JournalRecord.Run run, LineBuffer packed) {
        packed.write(packed.size() == 0 ? '[' : ',');
        packed.write('[');
        packed.number(run.stage()).write(',');
        packed.number(run.seq()).write(',');
        packed.number(run.worker()).write(',');
        packed.number(run.start()).write(',');
        packed.number(run.waited()).write(',');
        packed.number(run.ran());
        if (!run.status().equals(SUCCESS)) {
            packed.ascii(ascii(",\"" + run.status() + "\""));
        }
        packed.write(']');
    }

    /** Appends the line of runs that were packed. */
    void encode(Instant at, LineBuffer packed, LineBuffer lines) {
        int start = lines.size();
        lines.ascii(TYPE);
        head("runs", at.toEpochMilli(), lines).ascii(RUNS);
        lines.write(packed.array(), 0, packed.size());
        lines.write(']');
        seal(start, lines);
    }

    private void append(JournalRecord.Stage stage, LineBuffer lines) {
        head("stage", stage.at().toEpochMilli(), lines)
                .ascii(ascii(",\"number\":"))
                .number(stage.number())
                .ascii(STREAM)
                .ascii(quote(stage.stream()))
                .ascii(ascii(",\"stage\":"))
                .ascii(quote(stage.stage()))
                .ascii(ascii(",\"kind\":"))
                .ascii(quote(stage.kind()))
                .ascii(ascii(",\"pool\":"))
                .ascii(quote(stage.pool()));
    }

    private static LineBuffer head(String type, long at, LineBuffer lines) {
        return lines.ascii(ascii(type)).ascii(AT).number(at);
    }

    /** Ends a line, and puts its sum into its beginning. */
    private static void seal(int start, LineBuffer lines) {
        lines.write('}');
        lines.hexAt(start + HEAD.length, lines.sum(start + CHECKED_FROM, lines.size()));
        lines.write('\n');
    }

    private void append(JournalRecord.Item item, LineBuffer lines) {
        lines.ascii(ITEM).ascii(AT).number(item.at().toEpochMilli());
        lines.ascii(STREAM).ascii(quote(item.stream()));
        lines.ascii(SEQ).number(item.seq());
        append(item.key(), lines);
        lines.ascii(STATUS).ascii(statuses.computeIfAbsent(item.status(), JournalLine::ascii));
        lines.write('"');
        lines.ascii(BYTES).number(item.bytes());
        lines.ascii(SUM).hex(item.sum()).write('"');
    }

    private static void append(ItemKey key, LineBuffer lines) {
        lines.ascii(KEY).hex((int) (key.high() >>> Integer.SIZE)).hex((int) key.high());
        lines.hex((int) (key.low() >>> Integer.SIZE)).hex((int) key.low());
        lines.ascii(PRINT).hex(key.print()).write('"');
    }

    private byte[] quote(String name) {
        return quoted.computeIfAbsent(
                name,
                plain -> ("\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(plain)) + "\"")
                        .getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The record of a line; empty if the line is not whole, or if it is of a kind that is not known here.
     *
     * @param line without its end
     */
    Optional<JournalRecord> decode(byte[] line) {
        if (!isWhole(line)) {
            return Optional.empty();
        }
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
            Map<String, String> fields = new HashMap<>();
            List<JournalRecord.Run> runs = new ArrayList<>();
            json.nextToken();
            for (JsonToken token = json.nextToken(); token == JsonToken.PROPERTY_NAME; token = json.nextToken()) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.START_ARRAY) {
                    readRuns(json, runs);
                } else {
                    fields.put(name, json.getString());
                }
            }
            return record(new Fields(fields), runs);
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty(); // It has the right sum, and is nothing that this version writes.
        }
    }

    /** Whether the line is as it was written. */
    static boolean isWhole(byte[] line) {
        if (line.length <= CHECKED_FROM || !Arrays.equals(line, 0, HEAD.length, HEAD, 0, HEAD.length)) {
            return false;
        }
        if (line[CHECKED_FROM - 2] != '"' || line[CHECKED_FROM - 1] != ',') {
            return false;
        }
        String digits = new String(line, HEAD.length, DIGITS, StandardCharsets.ISO_8859_1);
        return digits.equals(HEX.toHexDigits(sum(line, line.length)));
    }

    private static int sum(byte[] line, int end) {
        CRC32C crc = new CRC32C();
        crc.update(line, CHECKED_FROM, end - CHECKED_FROM);
        return (int) crc.getValue();
    }

    private static Optional<JournalRecord> record(Fields fields, List<JournalRecord.Run> runs) {
        return switch (fields.text("type")) {
            case "item" ->
                Optional.of(new JournalRecord.Item(
                        fields.instant("at"),
                        fields.text("stream"),
                        fields.number("seq"),
                        ItemKey.parse(fields.text("key"), fields.text("print")),
                        fields.text("status"),
                        (int) fields.number("bytes"),
                        HexFormat.fromHexDigits(fields.text("sum"))));
            case "start" ->
                Optional.of(new JournalRecord.Start(fields.instant("at"), fields.number("pid"), fields.text("boot")));
            case "end" ->
                Optional.of(new JournalRecord.End(
                        fields.instant("at"),
                        (int) fields.number("status"),
                        fields.number("done"),
                        fields.number("failed"),
                        Boolean.parseBoolean(fields.text("complete"))));
            case "step" ->
                Optional.of(new JournalRecord.Step(
                        fields.instant("at"),
                        fields.text("stream"),
                        ItemKey.parse(fields.text("key"), fields.text("print")),
                        (int) fields.number("bytes"),
                        HexFormat.fromHexDigits(fields.text("sum"))));
            case "stage" ->
                Optional.of(new JournalRecord.Stage(
                        fields.instant("at"),
                        (int) fields.number("number"),
                        fields.text("stream"),
                        fields.text("stage"),
                        fields.text("kind"),
                        fields.text("pool")));
            case "runs" -> Optional.of(new JournalRecord.Runs(fields.instant("at"), runs));
            default -> Optional.empty();
        };
    }

    private static void readRuns(JsonParser json, List<JournalRecord.Run> runs) {
        while (json.nextToken() == JsonToken.START_ARRAY) {
            long[] numbers = new long[NUMBERS_OF_A_RUN];
            for (int i = 0; i < NUMBERS_OF_A_RUN; i++) {
                json.nextToken();
                numbers[i] = json.getLongValue();
            }
            String status = json.nextToken() == JsonToken.VALUE_STRING ? json.getString() : SUCCESS;
            while (json.currentToken() != JsonToken.END_ARRAY) {
                json.nextToken();
            }
            runs.add(new JournalRecord.Run(
                    (int) numbers[0], numbers[1], (int) numbers[2], numbers[3], numbers[4], numbers[5], status));
        }
    }

    private record Fields(Map<String, String> values) {

        String text(String name) {
            String value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException("no '" + name + "'");
            }
            return value;
        }

        long number(String name) {
            return Long.parseLong(text(name));
        }

        Instant instant(String name) {
            return Instant.ofEpochMilli(number(name));
        }
    }
}
