package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Inputs and results as bytes: a tag and the value in place, without JDK serialisation for anything plain. Thread-safe.
 *
 * <p>Plain are {@code null}, primitives, strings, lists, sets, maps, optionals, {@code BigInteger}, {@code BigDecimal},
 * {@code java.time}, paths, URIs, UUIDs, locales, currencies, the JDK's enums, and arrays of all these. Records, other
 * enums and other serialisable objects cross if {@link AllowedTypes} allows their class. Lists arrive as
 * {@code ArrayList}, sets and maps in the order in which they were sent.
 */
public final class ValueCodec {

    /** For plain values only. */
    public static final ValueCodec PLAIN = new ValueCodec(AllowedTypes.NONE, ValueCodec.class.getClassLoader());

    private static final int MAX_DEPTH = 64;

    private final TypedValues typed;

    /**
     * Makes a codec.
     *
     * @param allowed classes beyond the plain ones
     * @param loader that has them
     */
    public ValueCodec(AllowedTypes allowed, ClassLoader loader) {
        this.typed = new TypedValues(this, allowed, loader);
    }

    /**
     * Encodes a value.
     *
     * @throws IOException if the value, or something in it, cannot cross; the message says what and what to do
     */
    public byte[] encode(@Nullable Object value) throws IOException {
        ByteSink sink = new ByteSink(sizeHint(value));
        encode(sink, value, 0);
        return sink.size() == sink.array().length ? sink.array() : sink.toByteArray();
    }

    private static int sizeHint(@Nullable Object value) {
        if (value instanceof Number) {
            return 9;
        }
        return value instanceof byte[] content && content.length < Frame.LARGEST_PAYLOAD ? content.length + 1 : 64;
    }

    /**
     * Decodes a value.
     *
     * @throws IOException if the bytes are no value, or one of a class that is not allowed
     */
    public @Nullable Object decode(byte[] bytes) throws IOException {
        return decode(new ByteSource(bytes, 0, bytes.length));
    }

    /** The value that is all there is. */
    @Nullable
    Object decode(ByteSource source) throws IOException {
        try {
            Object value = decode(source, 0);
            if (source.remaining() > 0) {
                throw new ProtocolException(source.remaining() + " bytes behind the end of a value");
            }
            return value;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // A date out of range, a key whose hashCode throws, a class that cannot be initialised: all no value.
            throw new IOException("bytes that are no value: " + e, e);
        }
    }

    /**
     * Decodes a value, or hands over the one that needs no decoding.
     *
     * @param bytes which belong to the caller of this method from now on, if they are the value
     * @param isBare whether they are
     * @throws IOException as {@link #decode(byte[])}
     */
    public @Nullable Object decode(byte[] bytes, boolean isBare) throws IOException {
        return isBare ? bytes : decode(bytes);
    }

    void encode(ByteSink sink, @Nullable Object value, int depth) throws IOException {
        if (value instanceof Integer number) {
            tag(sink, ValueTag.INT).i32(number);
        } else if (value instanceof Long number) {
            tag(sink, ValueTag.LONG).i64(number);
        } else if (value instanceof String text) {
            string(sink, text);
        } else if (value == null) {
            tag(sink, ValueTag.NULL);
        } else if (value instanceof Boolean truth) {
            tag(sink, truth ? ValueTag.TRUE : ValueTag.FALSE);
        } else if (value instanceof Double number) {
            tag(sink, ValueTag.DOUBLE).i64(Double.doubleToRawLongBits(number));
        } else if (value instanceof byte[] content) {
            tag(sink, ValueTag.BYTES);
            if (depth == 0) {
                sink.raw(content); // the payload's own length is enough
            } else {
                bytes(sink, content);
            }
        } else if (depth >= MAX_DEPTH) {
            throw new IOException("a value nested more than " + MAX_DEPTH + " deep cannot be sent; flatten it");
        } else {
            encodeRare(sink, value, depth);
        }
    }

    /** UTF-8 has no place for half of a surrogate pair, which a Java string may hold. */
    private static void string(ByteSink sink, String text) {
        int at = sink.size();
        if (!tag(sink, ValueTag.STRING).exactText(text)) {
            sink.truncate(at);
            tag(sink, ValueTag.STRING_OF_CHARS);
            PrimitiveValues.encode(sink, text.toCharArray());
        }
    }

    static ByteSink tag(ByteSink sink, ValueTag tag) {
        sink.u8(tag.code());
        return sink;
    }

    private void encodeRare(ByteSink sink, Object value, int depth) throws IOException {
        TextType textType = TextType.of(value);
        if (textType != null) {
            tag(sink, ValueTag.TEXT).u8(textType.code());
            sink.text(textType.format(value));
        } else if (value instanceof BigInteger number) {
            tag(sink, ValueTag.BIG_INTEGER);
            bytes(sink, number.toByteArray());
        } else if (value instanceof Instant instant) {
            tag(sink, ValueTag.INSTANT).i64(instant.getEpochSecond());
            sink.i32(instant.getNano());
        } else if (value instanceof Duration duration) {
            tag(sink, ValueTag.DURATION).i64(duration.getSeconds());
            sink.i32(duration.getNano());
        } else if (value instanceof List<?> || value instanceof Set<?>) {
            collection(sink, value instanceof List ? ValueTag.LIST : ValueTag.SET, (Collection<?>) value, depth);
        } else if (value instanceof Map<?, ?> map) {
            tag(sink, ValueTag.MAP).i32(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                encode(sink, entry.getKey(), depth + 1);
                encode(sink, entry.getValue(), depth + 1);
            }
        } else if (value instanceof Optional<?> optional) {
            encode(tag(sink, ValueTag.OPTIONAL), optional.orElse(null), depth + 1);
        } else if (value instanceof Object[] array && array.getClass() == Object[].class) {
            collection(sink, ValueTag.OBJECTS, Arrays.asList(array), depth);
        } else if (!PrimitiveValues.encode(sink, value)) {
            typed.encode(sink, value, depth);
        }
    }

    static void bytes(ByteSink sink, byte[] bytes) {
        sink.i32(bytes.length);
        sink.raw(bytes);
    }

    private void collection(ByteSink sink, ValueTag tag, Collection<?> elements, int depth) throws IOException {
        tag(sink, tag).i32(elements.size());
        for (Object element : elements) {
            encode(sink, element, depth + 1);
        }
    }

    @Nullable
    Object decode(ByteSource source, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new ProtocolException("a value nested more than " + MAX_DEPTH + " deep");
        }
        ValueTag tag = ValueTag.of(source.u8());
        return switch (tag) {
            case NULL -> null;
            case FALSE -> false;
            case TRUE -> true;
            case INT -> source.i32();
            case LONG -> source.i64();
            case DOUBLE -> Double.longBitsToDouble(source.i64());
            case STRING -> source.text();
            case BYTES -> depth == 0 ? source.rest() : source.raw(source.count(1));
            case BIG_INTEGER -> bigInteger(source.raw(source.count(1)));
            case LIST -> fill(new ArrayList<>(), source, depth);
            case SET -> fill(new LinkedHashSet<>(), source, depth);
            case OBJECTS -> fill(new ArrayList<>(), source, depth).toArray();
            case MAP -> map(source, depth);
            case OPTIONAL -> Optional.ofNullable(decode(source, depth + 1));
            case INSTANT -> Instant.ofEpochSecond(source.i64(), source.i32());
            case DURATION -> Duration.ofSeconds(source.i64(), source.i32());
            case TEXT -> TextType.of(source.u8()).parse(source.text());
            case STRING_OF_CHARS -> stringOfChars(source, depth);
            case ENUM, RECORD, SERIALISED, ARRAY -> typed.decode(tag, source, depth);
            case BYTE, SHORT, CHAR, FLOAT, BOOLEANS, SHORTS, CHARS, INTS, LONGS, FLOATS, DOUBLES ->
                PrimitiveValues.decode(tag, source);
        };
    }

    private static BigInteger bigInteger(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            throw new ProtocolException("a whole number without digits");
        }
        return new BigInteger(bytes);
    }

    private <C extends Collection<@Nullable Object>> C fill(C collection, ByteSource source, int depth)
            throws IOException {
        for (int left = source.count(1); left > 0; left--) {
            collection.add(decode(source, depth + 1));
        }
        return collection;
    }

    private Map<@Nullable Object, @Nullable Object> map(ByteSource source, int depth) throws IOException {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int left = source.count(2); left > 0; left--) {
            map.put(decode(source, depth + 1), decode(source, depth + 1));
        }
        return map;
    }

    private String stringOfChars(ByteSource source, int depth) throws IOException {
        if (decode(source, depth + 1) instanceof char[] chars) {
            return new String(chars);
        }
        throw new ProtocolException("a string of something else than characters");
    }
}
