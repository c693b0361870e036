package dev.trenza.app.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Bytes that grow at their end and are looked at where they lie: a record costs no copy of itself, and no lock for each of
 * its bytes. Not thread-safe.
 */
final class LineBuffer extends OutputStream {

    private static final int FIRST = 1 << 13;
    private static final int LARGE = 1 << 20;

    /** The most digits that a long has, and its sign. */
    private static final int LONGEST_NUMBER = 20;

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int HEX_DIGITS = 8;

    private final byte[] digits = new byte[LONGEST_NUMBER];

    // Mutable state
    private byte[] buf = new byte[FIRST];
    private int count;

    /** Nothing yet. */
    LineBuffer() {}

    @Override
    public void write(int value) {
        if (count == buf.length) {
            grow(1);
        }
        buf[count++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        if (length > buf.length - count) {
            grow(length);
        }
        System.arraycopy(bytes, from, buf, count, length);
        count += length;
    }

    private void grow(int more) {
        long wanted = Math.max(2L * buf.length, (long) count + more);
        buf = Arrays.copyOf(buf, (int) Math.min(wanted, Integer.MAX_VALUE - 8L));
    }

    /** How many bytes there are. */
    int size() {
        return count;
    }

    /** Copies them. */
    byte[] toByteArray() {
        return Arrays.copyOf(buf, count);
    }

    /** Passes them on. */
    void writeTo(OutputStream out) throws IOException {
        out.write(buf, 0, count);
    }

    /** The bytes, and others behind the first {@link #size}; until the next one is added. To {@link #reset} keeps them. */
    byte[] array() {
        return buf;
    }

    /** Forgets what is behind. */
    void cut(int size) {
        count = size;
    }

    /** Forgets everything, and the room that one large value has taken. */
    void reset() {
        if (buf.length > LARGE) {
            buf = new byte[FIRST];
        }
        count = 0;
    }

    /** Appends plain ASCII. */
    LineBuffer ascii(byte[] text) {
        write(text, 0, text.length);
        return this;
    }

    /** Appends a number in decimal digits. */
    LineBuffer number(long number) {
        if (number == Long.MIN_VALUE) {
            return ascii(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
        }
        if (number >= 0 && number < 10) {
            write((int) ('0' + number));
            return this;
        }
        int at = LONGEST_NUMBER;
        long rest = Math.abs(number);
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        if (number < 0) {
            digits[--at] = '-';
        }
        write(digits, at, LONGEST_NUMBER - at);
        return this;
    }

    /** Appends eight hexadecimal digits. */
    LineBuffer hex(int number) {
        if (buf.length - count < HEX_DIGITS) {
            grow(HEX_DIGITS);
        }
        hex(number, buf, count);
        count += HEX_DIGITS;
        return this;
    }

    /** Puts eight hexadecimal digits over what is there. */
    void hexAt(int position, int number) {
        hex(number, buf, position);
    }

    private static void hex(int number, byte[] into, int at) {
        for (int i = 0; i < HEX_DIGITS; i++) {
            into[at + i] = DIGITS[(number >>> (4 * (HEX_DIGITS - 1 - i))) & 0xF];
        }
    }

    /** CRC32C of a part. */
    int sum(int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(buf, from, to - from);
        return (int) crc.getValue();
    }
}
