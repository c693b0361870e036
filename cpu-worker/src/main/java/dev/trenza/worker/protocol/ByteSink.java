package dev.trenza.worker.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes, big-endian. Confined to one thread, or fenced by its owner's lock. */
final class ByteSink {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    // Mutable state
    private byte[] bytes;
    private int size;
    private int limit = Integer.MAX_VALUE;

    /** There is more to write than there may be. */
    static final class FullException extends RuntimeException {
        private static final long serialVersionUID = 1;

        FullException(int limit) {
            super("more than " + limit + " bytes");
        }
    }

    ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    /** Refuses to grow beyond so many bytes. */
    void limit(int most) {
        limit = most;
    }

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    void clear() {
        size = 0;
    }

    /** Cuts off what was written since: for an encoding that failed half-way. */
    void truncate(int toSize) {
        size = toSize;
    }

    /** Makes room for so many bytes and returns where they begin. */
    int reserve(int count) {
        int at = size;
        if (count > bytes.length - size) {
            if (count > limit - size) {
                throw new FullException(limit);
            }
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, count), (int)
                    Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8)));
        }
        size += count;
        return at;
    }

    // Room is reserved before the array is read: it may be another one afterwards.

    void u8(int value) {
        int at = reserve(1);
        bytes[at] = (byte) value;
    }

    void i32(int value) {
        int at = reserve(4);
        INT.set(bytes, at, value);
    }

    void i64(long value) {
        int at = reserve(8);
        LONG.set(bytes, at, value);
    }

    /** Fills in what was reserved: where a value is, and how long. */
    void setPlace(int at, long place, int length) {
        LONG.set(bytes, at, place);
        INT.set(bytes, at + 8, length);
    }

    void raw(byte[] source) {
        raw(source, 0, source.length);
    }

    void raw(byte[] source, int offset, int length) {
        int at = reserve(length);
        System.arraycopy(source, offset, bytes, at, length);
    }

    /** A length and UTF-8; what UTF-8 cannot say becomes a question mark. */
    void text(String value) {
        if (!ascii(value)) {
            encoded(value);
        }
    }

    /** {@link #text} without loss; tells whether that was possible, and if not, what was written is rubbish. */
    boolean exactText(String value) {
        if (!ascii(value)) {
            if (hasHalfPair(value)) {
                return false;
            }
            encoded(value);
        }
        return true;
    }

    /** Writes nearly every text there is, in place; tells whether it was one of these. */
    private boolean ascii(String value) {
        int length = value.length();
        int at = reserve(4 + length);
        INT.set(bytes, at, length);
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                size = at;
                return false;
            }
            bytes[at + 4 + i] = (byte) c;
        }
        return true;
    }

    private void encoded(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        i32(utf8.length);
        raw(utf8);
    }

    private static boolean hasHalfPair(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                boolean isPair =
                        i + 1 < value.length() && Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1));
                if (!isPair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
