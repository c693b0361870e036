package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.IOException;
import java.util.Arrays;

/** Encodes small values one after the other, see {@link PackedValues}. Confined to one thread. */
public final class ValuePacker {

    /** Most bytes that adding one value takes, whatever becomes of it. */
    public static final int ROOM_FOR_ONE = 4 * PackedValues.MAX_VALUE_BYTES;

    private final int maxValue;

    private final ByteSink sink;

    // Mutable state
    private int count;

    /**
     * Makes an empty one.
     *
     * @param maxValue most bytes of a value, at most {@link PackedValues#MAX_VALUE_BYTES}
     * @param capacity bytes that it has room for before it grows
     */
    public ValuePacker(int maxValue, int capacity) {
        this.maxValue = Math.min(maxValue, PackedValues.MAX_VALUE_BYTES);
        this.sink = new ByteSink(capacity);
    }

    /**
     * Adds a value, if it is small.
     *
     * @return {@code null} if it was added; its bytes if it is too large, and then it was not
     * @throws IOException if the value, or something in it, cannot cross; it was not added
     */
    public byte @Nullable [] add(ValueCodec codec, @Nullable Object value) throws IOException {
        byte[] encoded = isPlain(value) ? null : codec.encode(value);
        if (encoded != null && encoded.length > maxValue) {
            return encoded;
        }
        int at = sink.reserve(PackedValues.PREFIX_BYTES);
        try {
            if (encoded == null) {
                codec.encode(sink, value, 0);
            } else {
                sink.raw(encoded);
            }
        } catch (IOException | RuntimeException | Error e) {
            sink.truncate(at);
            throw e;
        }
        int from = at + PackedValues.PREFIX_BYTES;
        int length = sink.size() - from;
        if (length > maxValue) {
            byte[] large = Arrays.copyOfRange(sink.array(), from, from + length);
            sink.truncate(at);
            return large;
        }
        byte[] bytes = sink.array();
        bytes[at] = (byte) (length >> 8);
        bytes[at + 1] = (byte) length;
        count++;
        return null;
    }

    /** What is encoded in place, since it cannot take more than {@link #ROOM_FOR_ONE}. */
    private static boolean isPlain(@Nullable Object value) {
        return value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || (value instanceof String text && text.length() < PackedValues.MAX_VALUE_BYTES);
    }

    /** Values that it has. */
    public int count() {
        return count;
    }

    /** Bytes that they take, with their lengths. */
    public int size() {
        return sink.size();
    }

    /** The bytes, valid up to {@link #size} until the next change. */
    public byte[] array() {
        return sink.array();
    }

    /** Begins anew, in the same room. */
    public void clear() {
        sink.clear();
        count = 0;
    }

    /** The values, as an array of their own; begins anew. */
    public byte[] takeAll() {
        byte[] values = sink.toByteArray();
        clear();
        return values;
    }
}
