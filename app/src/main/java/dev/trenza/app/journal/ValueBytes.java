package dev.trenza.app.journal;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values between stages as bytes, and back as what they were: an {@code int} stays one, which JSON could not promise. A
 * letter for the type comes first; texts and bytes have their length before them, lists and maps their size.
 *
 * <p>What is none of these types is not kept: its item runs again.
 */
final class ValueBytes {

    private static final int DEEPEST = 200;

    private ValueBytes() {}

    /** The value cannot be kept. */
    private static final class UnknownTypeException extends IOException {

        private static final long serialVersionUID = 1;

        UnknownTypeException(Object value) {
            super(value.getClass().getName());
        }
    }

    /** Appends a value; appends nothing and returns {@code false} if it cannot be kept. */
    static boolean append(@Nullable Object value, LineBuffer to) {
        int start = to.size();
        try {
            write(value, new DataOutputStream(to), 0);
            return true;
        } catch (IOException e) {
            to.cut(start);
            return false;
        }
    }

    private static void write(@Nullable Object value, DataOutputStream out, int depth) throws IOException {
        if (value == null) {
            out.writeByte('0');
        } else if (value instanceof String text) {
            write('s', text.getBytes(StandardCharsets.UTF_8), out);
        } else if (value instanceof byte[] bytes) {
            write('b', bytes, out);
        } else if (value instanceof Boolean flag) {
            out.writeByte(flag ? 't' : 'f');
        } else if (value instanceof Number number) {
            writeNumber(number, out);
        } else if (value instanceof Path path) {
            write('p', path.toString().getBytes(StandardCharsets.UTF_8), out);
        } else if (value instanceof Collection<?> list && depth < DEEPEST) {
            out.writeByte('l');
            out.writeInt(list.size());
            for (Object element : list) {
                write(element, out, depth + 1);
            }
        } else if (value instanceof Map<?, ?> map && depth < DEEPEST) {
            out.writeByte('m');
            out.writeInt(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                write(entry.getKey(), out, depth + 1);
                write(entry.getValue(), out, depth + 1);
            }
        } else {
            throw new UnknownTypeException(value);
        }
    }

    private static void writeNumber(Number number, DataOutputStream out) throws IOException {
        if (number instanceof Integer) {
            out.writeByte('i');
            out.writeInt(number.intValue());
        } else if (number instanceof Long) {
            out.writeByte('j');
            out.writeLong(number.longValue());
        } else if (number instanceof Double) {
            out.writeByte('d');
            out.writeDouble(number.doubleValue());
        } else if (number instanceof Float) {
            out.writeByte('e');
            out.writeFloat(number.floatValue());
        } else if (number instanceof BigDecimal || number instanceof BigInteger) {
            char kind = number instanceof BigDecimal ? 'D' : 'I';
            write(kind, number.toString().getBytes(StandardCharsets.US_ASCII), out);
        } else {
            throw new UnknownTypeException(number);
        }
    }

    private static void write(char kind, byte[] bytes, DataOutputStream out) throws IOException {
        out.writeByte(kind);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Reads what {@link #append} wrote.
     *
     * @throws IOException if it is something else
     */
    static @Nullable Object read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        Object value = read(in);
        if (in.available() > 0) {
            throw new IOException(in.available() + " bytes behind a value");
        }
        return value;
    }

    private static @Nullable Object read(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case '0' -> null;
            case 't' -> true;
            case 'f' -> false;
            case 'i' -> in.readInt();
            case 'j' -> in.readLong();
            case 'd' -> in.readDouble();
            case 'e' -> in.readFloat();
            case 's' -> text(in);
            case 'p' -> Path.of(text(in));
            case 'b' -> bytes(in);
            case 'D' -> new BigDecimal(new String(bytes(in), StandardCharsets.US_ASCII));
            case 'I' -> new BigInteger(new String(bytes(in), StandardCharsets.US_ASCII));
            case 'l' -> list(in);
            case 'm' -> map(in);
            default -> throw new IOException("'" + (char) kind + "' is no type of a value");
        };
    }

    private static List<@Nullable Object> list(DataInputStream in) throws IOException {
        int size = in.readInt();
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(read(in));
        }
        return list;
    }

    private static Map<@Nullable Object, @Nullable Object> map(DataInputStream in) throws IOException {
        int size = in.readInt();
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            Object key = read(in);
            map.put(key, read(in));
        }
        return map;
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("a value of " + length + " bytes ends after " + bytes.length);
        }
        return bytes;
    }
}
