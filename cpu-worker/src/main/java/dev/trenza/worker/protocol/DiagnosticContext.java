package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What the log of a call's subscriber says about him, such as a request's number: it travels with the call, and with each
 * line that the call prints. Immutable; encoded once.
 *
 * <pre>
 *   i32  number of entries
 *        for each: key and value, as texts
 * </pre>
 */
public final class DiagnosticContext {

    /** None. */
    public static final DiagnosticContext EMPTY = new DiagnosticContext(Map.of());

    /** The key under which the name of a pipeline's stream is. */
    public static final String STREAM = "trenza.stream";

    /** Most entries that travel. */
    public static final int MAX_ENTRIES = 64;

    /** Most bytes that travel, in all. */
    public static final int MAX_BYTES = 8 << 10;

    private static final int BYTES_EACH = 8;

    private final Map<String, String> entries;
    private final byte[] encoded;

    // Mutable state: made when it is first asked for, the same for everybody
    private volatile @Nullable String text;

    private DiagnosticContext(Map<String, String> entries) {
        this.entries = Collections.unmodifiableMap(entries);
        this.encoded = encode(entries);
    }

    /**
     * Takes the entries that fit: they are there for people, and cost no call. One without a value is none.
     *
     * @param dropped is told the key of each that does not fit, and its bytes
     */
    public static DiagnosticContext of(Map<String, @Nullable String> all, BiConsumer<String, Integer> dropped) {
        Map<String, String> fitting = new LinkedHashMap<>();
        int size = 4;
        for (Map.Entry<String, @Nullable String> entry : all.entrySet()) {
            if (entry.getValue() == null) {
                continue;
            }
            String key = sayable(entry.getKey());
            String value = sayable(entry.getValue());
            int added = encode(Map.of(key, value)).length - 4;
            if (size + added > MAX_BYTES || fitting.size() == MAX_ENTRIES || fitting.containsKey(key)) {
                dropped.accept(key, added);
            } else {
                size += added;
                fitting.put(key, value);
            }
        }
        return fitting.isEmpty() ? EMPTY : new DiagnosticContext(fitting);
    }

    /** Half a character becomes a question mark here rather than on the wire, where two keys would become one. */
    private static String sayable(String any) {
        return new String(any.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static byte[] encode(Map<String, String> entries) {
        ByteSink sink = new ByteSink(64);
        sink.i32(entries.size());
        for (Map.Entry<String, String> entry : entries.entrySet()) { // a lambda here would be the first of each worker
            sink.text(entry.getKey());
            sink.text(entry.getValue());
        }
        return sink.toByteArray();
    }

    /** By key, in the order of the subscriber's; cannot be changed. */
    public Map<String, String> entries() {
        return entries;
    }

    /** Whether it says nothing. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether there is anything that a subscriber has said, rather than this program. */
    public boolean isOfSubscriber() {
        return entries.size() > (entries.containsKey(STREAM) ? 1 : 0);
    }

    /** As text without a space or a control character, for the mark of a line. */
    public String text() {
        String made = text;
        if (made == null) {
            made = Base64.getEncoder().encodeToString(encoded);
            text = made;
        }
        return made;
    }

    /** What {@link #text} has told; {@link #EMPTY} if it was something else, since a task may write what it likes. */
    public static DiagnosticContext ofText(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            ByteSource source = new ByteSource(bytes, 0, bytes.length);
            DiagnosticContext context = decode(source);
            return source.remaining() == 0 ? context : EMPTY;
        } catch (IllegalArgumentException | ProtocolException e) {
            return EMPTY;
        }
    }

    void encode(ByteSink sink) {
        sink.raw(encoded);
    }

    static DiagnosticContext decode(ByteSource source) throws ProtocolException {
        int count = source.count(BYTES_EACH);
        if (count == 0) {
            return EMPTY;
        }
        Map<String, String> entries = new LinkedHashMap<>();
        for (int left = count; left > 0; left--) {
            String key = source.text();
            if (entries.put(key, source.text()) != null) {
                throw new ProtocolException("a context with '" + key + "' twice");
            }
        }
        return new DiagnosticContext(entries);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DiagnosticContext that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
