package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import dev.trenza.task.Task;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap;
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
 * {@code java.time}, paths, files, URIs, UUIDs, locales, currencies, map entries, the JDK's enums, and arrays of all these. The
 * JDK's usual collections arrive as what they were; other lists as {@code ArrayList}, other sets and maps in the order in which
 * they were sent, also those that were sorted by a comparator of their own. Of the JDK cross as well its exceptions,
 * calendars, and what else {@link SerialFilter} knows as a value.
 *
 * <p>Records, other enums and other serialisable objects cross if their class may. For the runs of a task ({@link #forTask})
 * that is every class that the sender chooses, except those that are good for attacks only; and for what comes back, classes of
 * the packages of the task, of what its signature names, and of what was sent. Everything else must be in
 * {@link AllowedTypes}.
 */
public final class ValueCodec {

    /** For plain values only. */
    public static final ValueCodec PLAIN = new ValueCodec(AllowedTypes.NONE, ValueCodec.class.getClassLoader());

    private static final int MAX_DEPTH = 64;
    private static final int SMALL = 64 << 10;

    private final AllowedTypes allowed;
    private final ClassLoader loader;
    private final TypedValues typed;
    private final Containers containers;
    private final int maxSize;

    /**
     * A codec for what is allowed, and nothing else.
     *
     * @param allowed classes beyond the plain ones
     * @param loader that has them
     */
    public ValueCodec(AllowedTypes allowed, ClassLoader loader) {
        this(allowed, loader, CrossingTypes.only(allowed), PayloadCodecs.NONE, Frame.LARGEST_PAYLOAD);
    }

    private ValueCodec(
            AllowedTypes allowed, ClassLoader loader, CrossingTypes types, PayloadCodecs codecs, int maxSize) {
        this.allowed = allowed;
        this.loader = loader;
        this.typed = new TypedValues(this, types, codecs, loader);
        this.containers = new Containers(this, typed);
        this.maxSize = maxSize;
    }

    /**
     * A worker's codec: it takes what its parent has chosen to send.
     *
     * @param allowed classes that would be refused otherwise
     * @param loader that has the task's classes
     */
    public static ValueCodec inWorker(AllowedTypes allowed, ClassLoader loader) {
        return new ValueCodec(
                allowed, loader, CrossingTypes.inWorker(allowed), PayloadCodecs.NONE, Frame.LARGEST_PAYLOAD);
    }

    /**
     * The parent's codec for one run: it learns from the inputs which packages results may be of.
     *
     * @param task {@code null} if it has no class here
     */
    public ValueCodec forTask(@Nullable Task<?, ?> task) {
        return new ValueCodec(allowed, loader, CrossingTypes.ofTask(allowed, task), typed.codecs(), maxSize);
    }

    /** What may come back, as far as patterns can say it: what is allowed, and what the run has learned so far. */
    public List<String> allowedResults() {
        return typed.types().patterns();
    }

    /**
     * The same codec, which gives up on a value that is far larger: one that holds the same list a million times would
     * otherwise fill this JVM.
     *
     * @param maxPayload in bytes
     */
    public ValueCodec upTo(int maxPayload) {
        int twice = (int) Math.min(2L * maxPayload + SMALL, Frame.LARGEST_PAYLOAD);
        return new ValueCodec(allowed, loader, typed.types(), typed.codecs(), twice);
    }

    /** The same codec, with others for values of some classes. */
    public ValueCodec with(PayloadCodecs codecs) {
        return new ValueCodec(allowed, loader, typed.types(), codecs, maxSize);
    }

    /**
     * Encodes a value.
     *
     * @throws IOException if the value, or something in it, cannot cross; the message says what and what to do
     */
    public byte[] encode(@Nullable Object value) throws IOException {
        ByteSink sink = new ByteSink(sizeHint(value));
        if (value instanceof byte[]) {
            encode(sink, value, 0); // its length is known, and whoever sends it will look
        } else {
            sink.limit(maxSize);
            try {
                encode(sink, value, 0);
            } catch (ByteSink.FullException e) {
                throw new IOException("it is far larger than the limit; pass a path, or raise maxPayload", e);
            }
        }
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
        } catch (RuntimeException | Error e) {
            // A date out of range, a key whose hashCode throws, a class that cannot be initialised, more than the heap
            // has room for: all no value, and no reason to lose more than this one.
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

    /** What is in something else: where it is refused, the message tells where it was. */
    void encodePart(ByteSink sink, @Nullable Object value, int depth, String step) throws IOException {
        try {
            encode(sink, value, depth + 1);
        } catch (RefusedValueException e) {
            throw e.at(step);
        }
    }

    /** {@link #encodePart} for one of many. */
    void encodeElement(ByteSink sink, @Nullable Object value, int depth, int index) throws IOException {
        try {
            encode(sink, value, depth + 1);
        } catch (RefusedValueException e) {
            throw e.at("[" + index + "]");
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
        ContainerType container = textType == null ? ContainerType.of(value) : null;
        if (container != null) {
            containers.encode(sink, container, value, depth);
        } else if (textType != null) {
            tag(sink, ValueTag.TEXT).u8(textType.code());
            sink.text(textType.format(value));
        } else if (value instanceof BigInteger number) {
            tag(sink, ValueTag.BIG_INTEGER);
            bytes(sink, number.toByteArray());
        } else if (value.getClass() == BigDecimal.class) { // a subclass is another value
            BigDecimal number = (BigDecimal) value;
            tag(sink, ValueTag.BIG_DECIMAL).i32(number.scale());
            bytes(sink, number.unscaledValue().toByteArray());
        } else if (value instanceof Instant instant) {
            tag(sink, ValueTag.INSTANT).i64(instant.getEpochSecond());
            sink.i32(instant.getNano());
        } else if (value instanceof Duration duration) {
            tag(sink, ValueTag.DURATION).i64(duration.getSeconds());
            sink.i32(duration.getNano());
        } else if (typed.isCoded(value)) {
            typed.encode(sink, value, depth);
        } else if (value instanceof List<?> || value instanceof Set<?>) {
            tag(sink, value instanceof List ? ValueTag.LIST : ValueTag.SET);
            containers.elements(sink, (Collection<?>) value, depth);
        } else if (value instanceof Map<?, ?> map) {
            tag(sink, ValueTag.MAP);
            containers.entries(sink, map, depth);
        } else if (value instanceof Optional<?> optional) {
            encodePart(tag(sink, ValueTag.OPTIONAL), optional.orElse(null), depth, ".get()");
        } else if (value instanceof Map.Entry<?, ?> entry && !(value instanceof Serializable)) {
            encodePart(tag(sink, ValueTag.ENTRY), entry.getKey(), depth, ".getKey()");
            encodePart(sink, entry.getValue(), depth, ".getValue()");
        } else if (value instanceof Object[] array && array.getClass() == Object[].class) {
            tag(sink, ValueTag.OBJECTS);
            containers.elements(sink, Arrays.asList(array), depth);
        } else if (!PrimitiveValues.encode(sink, value)) {
            typed.encode(sink, value, depth);
        }
    }

    static void bytes(ByteSink sink, byte[] bytes) {
        sink.i32(bytes.length);
        sink.raw(bytes);
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
            case LIST -> containers.fill(new ArrayList<>(), source, depth);
            case SET -> containers.fill(new LinkedHashSet<>(), source, depth);
            case OBJECTS -> containers.fill(new ArrayList<>(), source, depth).toArray();
            case MAP -> containers.fill(new LinkedHashMap<>(), source, depth);
            case CONTAINER -> containers.decode(source, depth);
            case OPTIONAL -> Optional.ofNullable(decodePart(source, depth, ".get()"));
            case BIG_DECIMAL -> bigDecimal(source.i32(), source.raw(source.count(1)));
            case ENTRY -> entry(source, depth);
            case INSTANT -> Instant.ofEpochSecond(source.i64(), source.i32());
            case DURATION -> Duration.ofSeconds(source.i64(), source.i32());
            case TEXT -> TextType.of(source.u8()).parse(source.text());
            case STRING_OF_CHARS -> stringOfChars(source, depth);
            case ENUM, RECORD, SERIALISED, ARRAY, CODED -> typed.decode(tag, source, depth);
            case BYTE, SHORT, CHAR, FLOAT, BOOLEANS, SHORTS, CHARS, INTS, LONGS, FLOATS, DOUBLES ->
                PrimitiveValues.decode(tag, source);
        };
    }

    /** What is in something else: where it is refused, the message tells where it was. */
    @Nullable
    Object decodePart(ByteSource source, int depth, String step) throws IOException {
        try {
            return decode(source, depth + 1);
        } catch (RefusedValueException e) {
            throw e.at(step);
        }
    }

    /** {@link #decodePart} for one of many. */
    @Nullable
    Object decodeElement(ByteSource source, int depth, int index) throws IOException {
        try {
            return decode(source, depth + 1);
        } catch (RefusedValueException e) {
            throw e.at("[" + index + "]");
        }
    }

    private static BigInteger bigInteger(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            throw new ProtocolException("a whole number without digits");
        }
        return new BigInteger(bytes);
    }

    private static BigDecimal bigDecimal(int scale, byte[] unscaled) throws IOException {
        return new BigDecimal(bigInteger(unscaled), scale);
    }

    private Map.Entry<@Nullable Object, @Nullable Object> entry(ByteSource source, int depth) throws IOException {
        Object key = decodePart(source, depth, ".getKey()");
        return new AbstractMap.SimpleImmutableEntry<>(key, decodePart(source, depth, ".getValue()"));
    }

    private String stringOfChars(ByteSource source, int depth) throws IOException {
        if (decode(source, depth + 1) instanceof char[] chars) {
            return new String(chars);
        }
        throw new ProtocolException("a string of something else than characters");
    }
}
