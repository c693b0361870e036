package dev.trenza.worker.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where the fields of a header are, and the check over them.
 *
 * <p>The check is a multiplicative hash, not a CRC: it takes about a nanosecond where a CRC32C over 20 bytes takes ten,
 * and finds every flipped bit and, but for one in four thousand million, anything else that is no header.
 */
final class FrameHeader {

    static final int SIZE = 24;
    static final int MAGIC = 0x545A;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final long FACTOR_1 = 0x9E3779B97F4A7C15L;
    private static final long FACTOR_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long FACTOR_3 = 0x165667B19E3779F9L;

    private FrameHeader() {}

    static void write(byte[] buffer, int at, Frame.Type type, int attempt, long id, int length) {
        write(buffer, at, Frame.VERSION, type.code(), attempt, id, length);
    }

    static void write(byte[] buffer, int at, int version, int type, int attempt, long id, int length) {
        write(
                buffer,
                at,
                (long) MAGIC << 48 | (long) version << 40 | (long) type << 32 | (attempt & 0xFFFF),
                id,
                length);
    }

    /** Makes the header that was written there one of a payload in parts. */
    static void divide(byte[] buffer, int at, int parts, int length) {
        long first = (long) LONG.get(buffer, at) & ~(0xFFFFL << 16);
        write(buffer, at, first | (long) parts << 16, id(buffer, at), length);
    }

    private static void write(byte[] buffer, int at, long first, long id, int length) {
        LONG.set(buffer, at, first);
        LONG.set(buffer, at + 8, id);
        INT.set(buffer, at + 16, length);
        INT.set(buffer, at + 20, check(first, id, length));
    }

    static boolean isIntact(byte[] buffer, int at) {
        long first = (long) LONG.get(buffer, at);
        return first >>> 48 == MAGIC
                && (int) INT.get(buffer, at + 20) == check(first, id(buffer, at), length(buffer, at));
    }

    static int version(byte[] buffer, int at) {
        return buffer[at + 2] & 0xFF;
    }

    static int type(byte[] buffer, int at) {
        return buffer[at + 3] & 0xFF;
    }

    /** How the payload is divided, see {@link Parts}. */
    static int parts(byte[] buffer, int at) {
        return (buffer[at + 4] & 0xFF) << 8 | (buffer[at + 5] & 0xFF);
    }

    static int attempt(byte[] buffer, int at) {
        return (buffer[at + 6] & 0xFF) << 8 | (buffer[at + 7] & 0xFF);
    }

    static long id(byte[] buffer, int at) {
        return (long) LONG.get(buffer, at + 8);
    }

    static int length(byte[] buffer, int at) {
        return (int) INT.get(buffer, at + 16);
    }

    private static int check(long first, long id, int length) {
        long hash = first * FACTOR_1 ^ Long.rotateLeft(id * FACTOR_2, 21) ^ Long.rotateLeft(length * FACTOR_3, 42);
        return (int) (hash ^ hash >>> 32);
    }
}
