package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;

/** The part of {@link ValueCodec} for values whose class is named on the wire, and so must be allowed. Thread-safe. */
final class TypedValues {

    private final ValueCodec codec;
    private final AllowedTypes allowed;
    private final ClassLoader loader;

    TypedValues(ValueCodec codec, AllowedTypes allowed, ClassLoader loader) {
        this.codec = codec;
        this.allowed = allowed;
        this.loader = loader;
    }

    void encode(ByteSink sink, Object value, int depth) throws IOException {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        require(type);
        if (value instanceof Enum<?> constant) {
            ValueCodec.tag(sink, ValueTag.ENUM).text(type.getName());
            sink.text(constant.name());
        } else if (value instanceof Record) {
            encodeRecord(sink, type, value, depth);
        } else if (value instanceof Object[] array) {
            ValueCodec.tag(sink, ValueTag.ARRAY).text(type.getComponentType().getName());
            sink.i32(array.length);
            for (Object element : array) {
                codec.encode(sink, element, depth + 1);
            }
        } else if (value instanceof Serializable) {
            ValueCodec.tag(sink, ValueTag.SERIALISED);
            ValueCodec.bytes(sink, serialise(value));
        } else {
            throw new IOException("a " + type.getName() + " cannot be sent: it is neither a record nor Serializable");
        }
    }

    private void encodeRecord(ByteSink sink, Class<?> type, Object value, int depth) throws IOException {
        ValueCodec.tag(sink, ValueTag.RECORD).text(type.getName());
        RecordComponent[] components = type.getRecordComponents();
        sink.i32(components.length);
        for (RecordComponent component : components) {
            codec.encode(sink, read(component, type, value), depth + 1);
        }
    }

    private static Object read(RecordComponent component, Class<?> type, Object value) throws IOException {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException | RuntimeException e) {
            Throwable cause = e instanceof InvocationTargetException wrapped ? wrapped.getCause() : e;
            throw new IOException(
                    "component '" + component.getName() + "' of " + type.getName() + " cannot be read: " + cause,
                    cause);
        }
    }

    private static byte[] serialise(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
            out.flush();
            return bytes.toByteArray();
        } catch (NotSerializableException e) {
            throw new IOException(
                    "a " + value.getClass().getName() + " cannot be sent: it holds a " + e.getMessage()
                            + ", which is not Serializable",
                    e);
        } catch (StackOverflowError e) {
            throw new IOException(
                    "a " + value.getClass().getName() + " cannot be sent: it is nested too deep; flatten it", e);
        }
    }

    /** Array types are as allowed as what they hold. */
    private void require(Class<?> type) throws IOException {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        boolean isPlain = element.isPrimitive() || ((type.isArray() || type.isEnum()) && isOfTheJdk(element.getName()));
        if (!isPlain && !allowed.matches(element.getName())) {
            throw notAllowed(element.getName());
        }
    }

    private static boolean isOfTheJdk(String className) {
        return className.startsWith("java.");
    }

    static IOException notAllowed(String className) {
        return new IOException("a " + className + " may not cross the process line; allow it with allow(\"" + className
                + "\") on the pool, or pass plain values");
    }

    Object decode(ValueTag tag, ByteSource source, int depth) throws IOException {
        return switch (tag) {
            case ENUM -> enumConstant(load(source.text()), source.text());
            case RECORD -> record(load(source.text()), source, depth);
            case ARRAY -> array(load(source.text()), source, depth);
            default -> deserialise(source.raw(source.count(1)));
        };
    }

    /** Only a class that is allowed is looked up at all, and none is initialised by that. */
    private Class<?> load(String className) throws IOException {
        String element = elementOf(className);
        if (!element.isEmpty() && !isOfTheJdk(element) && !allowed.matches(element)) {
            throw notAllowed(element);
        }
        try {
            return Class.forName(className, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IOException("class " + className + " is not on this side's class path", e);
        }
    }

    /** {@code a.B} of {@code [[La.B;}; empty for primitives. */
    private static String elementOf(String className) {
        int dimensions = 0;
        while (dimensions < className.length() && className.charAt(dimensions) == '[') {
            dimensions++;
        }
        if (dimensions == 0) {
            return className;
        }
        boolean isObject = className.startsWith("L", dimensions) && className.endsWith(";");
        return isObject ? className.substring(dimensions + 1, className.length() - 1) : "";
    }

    private static Object enumConstant(Class<?> type, String name) throws IOException {
        Object[] constants = type.getEnumConstants();
        if (constants != null) {
            for (Object constant : constants) {
                if (((Enum<?>) constant).name().equals(name)) {
                    return constant;
                }
            }
        }
        throw new ProtocolException("'" + name + "' is no constant of " + type.getName());
    }

    private Object record(Class<?> type, ByteSource source, int depth) throws IOException {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null || components.length != source.i32() || !allowed.matches(type.getName())) {
            throw new ProtocolException(type.getName() + " is another class on the other side");
        }
        @Nullable Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = codec.decode(source, depth + 1);
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

    private Object array(Class<?> componentType, ByteSource source, int depth) throws IOException {
        if (componentType.isPrimitive()) {
            throw new ProtocolException("an array of " + componentType + " in a form that is not its own");
        }
        @Nullable Object[] array = (@Nullable Object[]) Array.newInstance(componentType, source.count(1));
        for (int i = 0; i < array.length; i++) {
            array[i] = codec.decode(source, depth + 1); // an alien type throws, and decode makes that no value
        }
        return array;
    }

    private Object deserialise(byte[] bytes) throws IOException {
        SerialFilter filter = new SerialFilter(allowed, bytes.length);
        try (ObjectInputStream in = new LoaderObjectInputStream(new ByteArrayInputStream(bytes), loader)) {
            in.setObjectInputFilter(filter);
            return in.readObject();
        } catch (ClassNotFoundException | IOException | RuntimeException e) {
            throw new IOException(
                    "a serialised object cannot be read: " + filter.complaint().orElse(e.toString()), e);
        }
    }
}
