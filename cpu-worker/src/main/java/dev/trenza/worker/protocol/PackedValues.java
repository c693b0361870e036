package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.IOException;
import java.util.Arrays;

/**
 * Small values one after the other, each behind its length in two bytes, big-endian; read where they lie, forwards. Confined
 * to one thread. {@link ValuePacker} makes them.
 */
public final class PackedValues {

    /** Bytes of a value that is larger than others of its kind, and travels alone. */
    public static final int MAX_VALUE_BYTES = 512;

    /** Bytes of the length before each value. */
    public static final int PREFIX_BYTES = 2;

    private final byte[] bytes;
    private final ByteSource source;

    // Mutable state
    private int from;
    private int end;

    /**
     * Before the first value.
     *
     * @param bytes that are in order, as those of a frame are that was received
     * @param offset where the first value's length is
     */
    public PackedValues(byte[] bytes, int offset) {
        this.bytes = bytes;
        this.source = new ByteSource(bytes, 0, 0);
        this.from = offset;
        this.end = offset;
    }

    /**
     * Where so many values end.
     *
     * @param offset where the first one's length is
     * @return where that of the next one would be
     */
    public static int end(byte[] bytes, int offset, int count) {
        int at = offset;
        for (int left = count; left > 0; left--) {
            at += PREFIX_BYTES + length(bytes, at);
        }
        return at;
    }

    /** Refuses bytes that are not exactly so many values. */
    static void check(byte[] bytes, int count) throws ProtocolException {
        int at = 0;
        int left = count;
        while (left > 0 && at + PREFIX_BYTES <= bytes.length) {
            at += PREFIX_BYTES + length(bytes, at);
            left--;
        }
        if (count < 1 || left > 0 || at != bytes.length) {
            throw new ProtocolException(bytes.length + " bytes that are not " + count + " values");
        }
    }

    private static int length(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    /** Goes on to the next value; there must be one. */
    public void next() {
        from = end + PREFIX_BYTES;
        end = from + length(bytes, end);
    }

    /** Bytes of this value. */
    public int length() {
        return end - from;
    }

    /** Where the length of the next value is. */
    public int offset() {
        return end;
    }

    /**
     * This value.
     *
     * @throws IOException if the bytes are no value, or one of a class that is not allowed
     */
    public @Nullable Object decode(ValueCodec codec) throws IOException {
        source.window(from, end);
        return codec.decode(source);
    }

    /** This value's bytes. */
    public byte[] copy() {
        return Arrays.copyOfRange(bytes, from, end);
    }
}
