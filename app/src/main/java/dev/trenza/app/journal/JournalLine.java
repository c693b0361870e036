package dev.trenza.app.journal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
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
    private static final HexFormat HEX = HexFormat.of();
    private static final JsonFactory JSON = new JsonFactory();

    // Mutable state
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> quoted = new HashMap<>();

    /** The line of a record, with its end. */
    byte[] encode(JournalRecord record) {
        text.setLength(0);
        text.append("{\"crc\":\"00000000\",\"type\":");
        if (record instanceof JournalRecord.Item item) {
            append(item);
        } else if (record instanceof JournalRecord.Start start) {
            text.append("\"start\",\"at\":").append(start.at().toEpochMilli());
            text.append(",\"pid\":").append(start.pid()).append(",\"boot\":").append(quote(start.boot()));
        } else if (record instanceof JournalRecord.End end) {
            text.append("\"end\",\"at\":").append(end.at().toEpochMilli());
            text.append(",\"status\":")
                    .append(end.status())
                    .append(",\"done\":")
                    .append(end.done());
            text.append(",\"failed\":")
                    .append(end.failed())
                    .append(",\"complete\":")
                    .append(end.isComplete());
        }
        byte[] line = text.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] digits = HEX.toHexDigits(sum(line, line.length - 1)).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, line, HEAD.length, DIGITS);
        return line;
    }

    private void append(JournalRecord.Item item) {
        text.append("\"item\",\"at\":").append(item.at().toEpochMilli());
        text.append(",\"stream\":").append(quote(item.stream()));
        text.append(",\"seq\":").append(item.seq());
        text.append(",\"key\":\"").append(item.key().name());
        text.append("\",\"print\":\"").append(item.key().printed());
        text.append("\",\"status\":\"").append(item.status());
        text.append("\",\"bytes\":").append(item.bytes());
        text.append(",\"sum\":\"").append(HEX.toHexDigits(item.sum())).append('"');
    }

    private String quote(String name) {
        return quoted.computeIfAbsent(
                name, plain -> "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(plain)) + "\"");
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
            json.nextToken();
            for (JsonToken token = json.nextToken(); token == JsonToken.PROPERTY_NAME; token = json.nextToken()) {
                String name = json.currentName();
                json.nextToken();
                fields.put(name, json.getString());
            }
            return record(new Fields(fields));
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

    private static Optional<JournalRecord> record(Fields fields) {
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
            default -> Optional.empty();
        };
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
