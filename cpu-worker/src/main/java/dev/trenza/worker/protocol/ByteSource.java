package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what a {@link ByteSink} wrote, and believes none of it. Confined to one thread. */
final class ByteSource {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;

    // Mutable state
    private int position;
    private int end;
    private byte @Nullable [] tail;

    ByteSource(byte[] bytes, int from, int end) {
        this(bytes, from, end, null);
    }

    /**
     * Of a payload in two parts.
     *
     * @param tail what {@link #rest} is, handed over as it is; {@code null} for a payload in one part
     */
    ByteSource(byte[] bytes, int from, int end, byte @Nullable [] tail) {
        this.bytes = bytes;
        this.position = from;
        this.end = end;
        this.tail = tail;
    }

    /** Goes on with this part of the same bytes. */
    void window(int from, int newEnd) {
        position = from;
        end = newEnd;
    }

    int remaining() {
        return end - position + (tail == null ? 0 : tail.length);
    }

    int u8() throws ProtocolException {
        return bytes[advance(1)] & 0xFF;
    }

    int i32() throws ProtocolException {
        return (int) INT.get(bytes, advance(4));
    }

    long i64() throws ProtocolException {
        return (long) LONG.get(bytes, advance(8));
    }

    /** A count of things of which each takes at least so many bytes: a lie is found before anything is allocated. */
    int count(int bytesEach) throws ProtocolException {
        int count = i32();
        if (count < 0 || (long) count * bytesEach > end - position) {
            throw new ProtocolException("a count of " + count + " where " + (end - position) + " bytes are left");
        }
        return count;
    }

    byte[] raw(int length) throws ProtocolException {
        int at = advance(length);
        return Arrays.copyOfRange(bytes, at, at + length);
    }

    byte[] rest() throws ProtocolException {
        byte[] apart = tail;
        if (apart != null) {
            if (position < end) {
                throw new ProtocolException((end - position) + " bytes too many before the rest of a payload");
            }
            tail = null;
            return apart;
        }
        byte[] rest = Arrays.copyOfRange(bytes, position, end);
        position = end;
        return rest;
    }

    String text() throws ProtocolException {
        int length = count(1);
        return new String(bytes, advance(length), length, StandardCharsets.UTF_8);
    }

    private int advance(int length) throws ProtocolException {
        if (length < 0 || length > end - position) {
            throw new ProtocolException("a field of " + length + " bytes where " + (end - position) + " are left");
        }
        int at = position;
        position += length;
        return at;
    }
}
