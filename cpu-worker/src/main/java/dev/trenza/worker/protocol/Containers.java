package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The part of {@link ValueCodec} for collections and maps. Thread-safe. */
final class Containers {

    private final ValueCodec codec;
    private final TypedValues typed;

    Containers(ValueCodec codec, TypedValues typed) {
        this.codec = codec;
        this.typed = typed;
    }

    void encode(ByteSink sink, ContainerType type, Object value, int depth) throws IOException {
        Class<?> ofEnum = type.isOfEnum() ? enumOf(value) : null;
        if (type.isOfEnum() && ofEnum == null) {
            typed.encode(sink, value, depth); // only its own form tells of which enum it has nothing
            return;
        }
        ValueCodec.tag(sink, ValueTag.CONTAINER).u8(type.code());
        if (ofEnum != null) {
            typed.require(ofEnum);
            sink.text(ofEnum.getName());
        }
        if (value instanceof Map<?, ?> map) {
            entries(sink, map, depth);
        } else {
            elements(sink, (Collection<?>) value, depth);
        }
    }

    private static @Nullable Class<?> enumOf(Object value) {
        Collection<?> keys = value instanceof Map<?, ?> map ? map.keySet() : (Collection<?>) value;
        for (Object key : keys) {
            return ((Enum<?>) key).getDeclaringClass();
        }
        return null;
    }

    /** An array, so that the count is that of what follows, whatever another thread does to the collection meanwhile. */
    void elements(ByteSink sink, Collection<?> collection, int depth) throws IOException {
        Object[] elements = collection.toArray();
        sink.i32(elements.length);
        for (int i = 0; i < elements.length; i++) {
            codec.encodeElement(sink, elements[i], depth, i);
        }
    }

    void entries(ByteSink sink, Map<?, ?> map, int depth) throws IOException {
        Object[] entries = map.entrySet().toArray();
        sink.i32(entries.length);
        for (Object each : entries) {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
            codec.encodePart(sink, entry.getKey(), depth, "[a key]");
            try {
                codec.encode(sink, entry.getValue(), depth + 1);
            } catch (RefusedValueException e) {
                throw e.at(place(entry.getKey()));
            }
        }
    }

    Object decode(ByteSource source, int depth) throws IOException {
        ContainerType type = ContainerType.of(source.u8());
        if (type.isOfEnum()) {
            return ofEnum(type, typed.load(source.text()), source, depth);
        }
        return type.isMap()
                ? fill(type.newMap(), source, depth)
                : type.finish(fill(type.newCollection(), source, depth));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // asked for just before
    private Object ofEnum(ContainerType type, Class<?> constants, ByteSource source, int depth) throws IOException {
        if (!constants.isEnum()) {
            throw new ProtocolException(constants.getName() + " is no enum");
        }
        return type.isMap()
                ? fill((Map<@Nullable Object, @Nullable Object>) (Map) new EnumMap(constants), source, depth)
                : fill((Collection<@Nullable Object>) (Collection) EnumSet.noneOf((Class) constants), source, depth);
    }

    <C extends Collection<@Nullable Object>> C fill(C collection, ByteSource source, int depth) throws IOException {
        int count = source.count(1);
        Collisions collisions = collection instanceof Set ? new Collisions() : null;
        for (int i = 0; i < count; i++) {
            Object element = codec.decodeElement(source, depth, i);
            if (collisions != null) {
                collisions.add(element);
            }
            collection.add(element);
        }
        return collection;
    }

    <M extends Map<@Nullable Object, @Nullable Object>> M fill(M map, ByteSource source, int depth) throws IOException {
        Collisions collisions = new Collisions();
        for (int left = source.count(2); left > 0; left--) {
            Object key = codec.decodePart(source, depth, "[a key]");
            collisions.add(key);
            try {
                map.put(key, codec.decode(source, depth + 1));
            } catch (RefusedValueException e) {
                throw e.at(place(key));
            }
        }
        return map;
    }

    /** A key is alien: its text could be of any length, and is asked for only where it cannot. */
    private static String place(@Nullable Object key) {
        if (key == null || key instanceof String || key instanceof Number || key instanceof Character) {
            return "[" + FieldPath.shorten(String.valueOf(key)) + "]";
        }
        return "[a " + key.getClass().getName() + "]";
    }
}
