package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
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
 * <p>Plain are {@code null}, primitives and their arrays, strings, {@code Object[]}, lists, sets, maps, optionals,
 * {@code BigInteger}, {@code BigDecimal}, {@code java.time}, paths, URIs, UUIDs, locales and currencies. Records, enums
 * and other serialisable objects cross if {@link AllowedTypes} allows their class. Lists arrive as {@code ArrayList},
 * sets and maps in the order in which they were sent.
 */
public final class ValueCodec {

    /** For plain values only. */
    public static final ValueCodec PLAIN = new ValueCodec(AllowedTypes.NONE, ValueCodec.class.getClassLoader());

    private static final int MAX_DEPTH = 64;

    private final AllowedTypes allowed;
    private final ClassLoader loader;

    /**
     * Makes a codec.
     *
     * @param allowed classes beyond the plain ones
     * @param loader that has them
     */
    public ValueCodec(AllowedTypes allowed, ClassLoader loader) {
        this.allowed = allowed;
        this.loader = loader;
    }

    /**
     * Encodes a value.
     *
     * @throws IOException if the value, or something in it, cannot cross; the message says what and what to do
     */
    public byte[] encode(@Nullable Object value) throws IOException {
        ByteSink sink = new ByteSink(value instanceof Number ? 9 : 64);
        encode(sink, value, 0);
        return sink.size() == sink.array().length ? sink.array() : sink.toByteArray();
    }

    /**
     * Decodes a value.
     *
     * @throws IOException if the bytes are no value, or one of a class that is not allowed
     */
    public @Nullable Object decode(byte[] bytes) throws IOException {
        ByteSource source = new ByteSource(bytes, 0, bytes.length);
        Object value = decode(source, 0);
        if (source.remaining() > 0) {
            throw new ProtocolException(source.remaining() + " bytes behind the end of a value");
        }
        return value;
    }

    private void encode(ByteSink sink, @Nullable Object value, int depth) throws IOException {
        if (value instanceof Integer number) {
            tag(sink, ValueTag.INT).i32(number);
        } else if (value instanceof Long number) {
            tag(sink, ValueTag.LONG).i64(number);
        } else if (value instanceof String text) {
            tag(sink, ValueTag.STRING).text(text);
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

    private static ByteSink tag(ByteSink sink, ValueTag tag) {
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
            encodeAllowed(sink, value, depth);
        }
    }

    private static void bytes(ByteSink sink, byte[] bytes) {
        sink.i32(bytes.length);
        sink.raw(bytes);
    }

    private void collection(ByteSink sink, ValueTag tag, Collection<?> elements, int depth) throws IOException {
        tag(sink, tag).i32(elements.size());
        for (Object element : elements) {
            encode(sink, element, depth + 1);
        }
    }

    private void encodeAllowed(ByteSink sink, Object value, int depth) throws IOException {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        require(type.getName());
        if (value instanceof Enum<?> constant) {
            tag(sink, ValueTag.ENUM).text(type.getName());
            sink.text(constant.name());
        } else if (value instanceof Record) {
            encodeRecord(sink, type, value, depth);
        } else if (value instanceof Serializable) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(value);
            }
            tag(sink, ValueTag.SERIALISED);
            bytes(sink, bytes.toByteArray());
        } else {
            throw new IOException("a " + type.getName() + " cannot be sent: it is neither a record nor Serializable");
        }
    }

    private void encodeRecord(ByteSink sink, Class<?> type, Object value, int depth) throws IOException {
        tag(sink, ValueTag.RECORD).text(type.getName());
        RecordComponent[] components = type.getRecordComponents();
        sink.i32(components.length);
        for (RecordComponent component : components) {
            try {
                component.getAccessor().setAccessible(true);
                encode(sink, component.getAccessor().invoke(value), depth + 1);
            } catch (ReflectiveOperationException | RuntimeException e) {
                Throwable cause = e instanceof InvocationTargetException wrapped ? wrapped.getCause() : e;
                throw new IOException(
                        "component '" + component.getName() + "' of " + type.getName() + " cannot be read: " + cause,
                        cause);
            }
        }
    }

    private void require(String className) throws IOException {
        if (!allowed.matches(className)) {
            throw new IOException("a " + className + " may not cross the process line; allow it with allow(\""
                    + className + "\") on the pool, or pass plain values");
        }
    }

    private @Nullable Object decode(ByteSource source, int depth) throws IOException {
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
            case ENUM -> enumConstant(source.text(), source.text());
            case RECORD -> record(source, depth);
            case SERIALISED -> deserialise(source.raw(source.count(1)));
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

    private Class<?> load(String className) throws IOException {
        require(className);
        try {
            return Class.forName(className, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IOException("class " + className + " is not on this side's class path", e);
        }
    }

    private Object enumConstant(String className, String name) throws IOException {
        Object[] constants = load(className).getEnumConstants();
        if (constants != null) {
            for (Object constant : constants) {
                if (((Enum<?>) constant).name().equals(name)) {
                    return constant;
                }
            }
        }
        throw new ProtocolException("'" + name + "' is no constant of " + className);
    }

    private Object record(ByteSource source, int depth) throws IOException {
        Class<?> type = load(source.text());
        RecordComponent[] components = type.getRecordComponents();
        if (components == null || components.length != source.i32()) {
            throw new ProtocolException(type.getName() + " is another class on the other side");
        }
        @Nullable Object[] values = new @Nullable Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = decode(source, depth + 1);
            types[i] = components[i].getType();
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException | RuntimeException e) {
            Throwable cause = e instanceof InvocationTargetException wrapped ? wrapped.getCause() : e;
            throw new IOException("a " + type.getName() + " cannot be made from what arrived: " + cause, cause);
        }
    }

    private Object deserialise(byte[] bytes) throws IOException {
        try (ObjectInputStream in = new LoaderObjectInputStream(new ByteArrayInputStream(bytes), loader)) {
            in.setObjectInputFilter(allowed.filter());
            return in.readObject();
        } catch (ClassNotFoundException | RuntimeException e) {
            throw new IOException("a serialised object cannot be read: " + e, e);
        }
    }
}
