package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import dev.trenza.task.PayloadCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;

/** The part of {@link ValueCodec} for values whose class is named on the wire, and so must be allowed. Thread-safe. */
final class TypedValues {

    private final ValueCodec codec;
    private final CrossingTypes types;
    private final PayloadCodecs codecs;
    private final ClassLoader loader;

    TypedValues(ValueCodec codec, CrossingTypes types, PayloadCodecs codecs, ClassLoader loader) {
        this.codec = codec;
        this.types = types;
        this.codecs = codecs;
        this.loader = loader;
    }

    CrossingTypes types() {
        return types;
    }

    PayloadCodecs codecs() {
        return codecs;
    }

    /** Whether a payload codec has a form for this collection, map or entry, which has one here as well. */
    boolean isCoded(Object value) {
        return !codecs.isEmpty() && !isOfTheJdk(value.getClass().getName()) && codecs.taking(value.getClass()) != null;
    }

    void encode(ByteSink sink, Object value, int depth) throws IOException {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        require(type);
        PayloadCodec coder = type.isArray() ? null : codecs.taking(type);
        if (coder != null) {
            ValueCodec.tag(sink, ValueTag.CODED).text(coder.name());
            sink.text(type.getName());
            ValueCodec.bytes(sink, coded(coder, value));
        } else if (value instanceof Enum<?> constant) {
            ValueCodec.tag(sink, ValueTag.ENUM).text(type.getName());
            sink.text(constant.name());
        } else if (value instanceof Record) {
            encodeRecord(sink, type, value, depth);
        } else if (value instanceof Object[] array) {
            ValueCodec.tag(sink, ValueTag.ARRAY).text(type.getComponentType().getName());
            sink.i32(array.length);
            for (int i = 0; i < array.length; i++) {
                codec.encodeElement(sink, array[i], depth, i);
            }
        } else if (value instanceof Serializable) {
            ValueCodec.tag(sink, ValueTag.SERIALISED);
            ValueCodec.bytes(sink, serialise(value));
        } else {
            throw new RefusedValueException(
                    "a " + type.getName() + " cannot be sent: it is neither a record nor Serializable");
        }
    }

    private static byte[] coded(PayloadCodec coder, Object value) throws IOException {
        try {
            return coder.encode(value);
        } catch (IOException | RuntimeException e) {
            throw new RefusedValueException(
                    "payload codec '" + coder.name() + "' cannot encode a "
                            + value.getClass().getName() + ": " + e,
                    e);
        }
    }

    private Object decoded(PayloadCodec coder, Class<?> type, byte[] bytes) throws IOException {
        if (!types.mayArrive(type.getName())) {
            throw RefusedValueException.notAllowed(type.getName()); // of the JDK, perhaps: it was not asked for yet
        }
        if (!coder.takes(type)) {
            throw new RefusedValueException("payload codec '" + coder.name() + "' does not take a " + type.getName());
        }
        Object value;
        try {
            value = coder.decode(bytes, type);
        } catch (IOException | RuntimeException e) {
            throw new RefusedValueException(
                    "payload codec '" + coder.name() + "' cannot decode a " + type.getName() + ": " + e, e);
        }
        if (!type.isInstance(value)) {
            throw new RefusedValueException(
                    "payload codec '" + coder.name() + "' has made no " + type.getName() + " but "
                            + (value == null ? "null" : "a " + value.getClass().getName()));
        }
        return value;
    }

    private void encodeRecord(ByteSink sink, Class<?> type, Object value, int depth) throws IOException {
        ValueCodec.tag(sink, ValueTag.RECORD).text(type.getName());
        RecordComponent[] components = type.getRecordComponents();
        sink.i32(components.length);
        for (RecordComponent component : components) {
            codec.encodePart(sink, read(component, type, value), depth, "." + component.getName());
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

    private byte[] serialise(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new CheckedOutput(bytes, value)) {
            out.writeObject(value);
            out.flush();
            return bytes.toByteArray();
        } catch (NotSerializableException e) {
            String type = String.valueOf(e.getMessage());
            throw new RefusedValueException(
                            "a " + value.getClass().getName() + " cannot be sent: it holds a " + type
                                    + ", which is not Serializable; make it so, or the field transient",
                            e)
                    .at(FieldPath.to(type, value));
        } catch (StackOverflowError e) {
            throw new RefusedValueException(
                    "a " + value.getClass().getName() + " cannot be sent: it is nested too deep; flatten it", e);
        }
    }

    /** Asks for the class of every object in a serialised one. */
    private final class CheckedOutput extends ObjectOutputStream {

        private final Object root;

        CheckedOutput(OutputStream out, Object root) throws IOException {
            super(out);
            this.root = root;
        }

        @Override
        protected void annotateClass(Class<?> type) throws IOException {
            Class<?> element = elementOf(type);
            boolean isFailure = IOException.class.isAssignableFrom(element); // a stream that fails writes why
            if (!element.isPrimitive() && !isFailure && !isPlain(element) && !types.maySend(element)) {
                throw RefusedValueException.notAllowed(element.getName()).at(FieldPath.to(element.getName(), root));
            }
        }

        @Override
        protected void annotateProxyClass(Class<?> type) throws IOException {
            throw new RefusedValueException("a proxy may not cross the process line; send what it stands for");
        }
    }

    /** Array types are as allowed as what they hold. */
    void require(Class<?> type) throws IOException {
        Class<?> element = elementOf(type);
        boolean isOfTheJdk = (type.isArray() || type.isEnum()) && isOfTheJdk(element.getName());
        if (!element.isPrimitive() && !isOfTheJdk && !isPlain(element) && !types.maySend(element)) {
            throw RefusedValueException.notAllowed(element.getName());
        }
    }

    private static Class<?> elementOf(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element;
    }

    private boolean isPlain(Class<?> type) {
        return types.isOpenToJdk() && SerialFilter.isPlain(type.getName());
    }

    private static boolean isOfTheJdk(String className) {
        return className.startsWith("java.");
    }

    Object decode(ValueTag tag, ByteSource source, int depth) throws IOException {
        return switch (tag) {
            case ENUM -> enumConstant(load(source.text()), source.text());
            case RECORD -> record(load(source.text()), source, depth);
            case ARRAY -> array(load(source.text()), source, depth);
            case CODED -> decoded(codecs.named(source.text()), load(source.text()), source.raw(source.count(1)));
            default -> deserialise(source.raw(source.count(1)));
        };
    }

    /** Only a class that is allowed is looked up at all, and none is initialised by that. */
    Class<?> load(String className) throws IOException {
        String element = elementOf(className);
        if (!element.isEmpty() && !isOfTheJdk(element) && !types.mayArrive(element)) {
            throw RefusedValueException.notAllowed(element);
        }
        try {
            return Class.forName(className, false, loader);
        } catch (ClassNotFoundException e) {
            throw new RefusedValueException("class " + className + " is not on this side's class path", e);
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

    static Object enumConstant(Class<?> type, String name) throws IOException {
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
        if (components == null || components.length != source.i32() || !types.mayArrive(type.getName())) {
            throw new ProtocolException(type.getName() + " is another class on the other side");
        }
        @Nullable Object[] values = new Object[components.length];
        Class<?>[] componentTypes = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = codec.decodePart(source, depth, "." + components[i].getName());
            componentTypes[i] = components[i].getType();
        }
        try {
            var constructor = type.getDeclaredConstructor(componentTypes);
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
            array[i] = codec.decodeElement(source, depth, i); // an alien type throws, and decode makes that no value
        }
        return array;
    }

    private Object deserialise(byte[] bytes) throws IOException {
        SerialFilter filter = new SerialFilter(types, bytes.length);
        try (ObjectInputStream in = new ValueInput(bytes)) {
            in.setObjectInputFilter(filter);
            return in.readObject();
        } catch (ClassNotFoundException | IOException | RuntimeException e) {
            String why = e instanceof RefusedValueException refused ? refused.getMessage() : e.toString();
            throw new RefusedValueException(
                    "a serialised object cannot be read: " + filter.complaint().orElse(why), e);
        }
    }

    /** Looks up only what may arrive. A proxy's code is chosen by the stream. */
    private final class ValueInput extends LoaderObjectInputStream {

        private final UnfoldedSize unfolded = new UnfoldedSize();

        ValueInput(byte[] bytes) throws IOException {
            super(new ByteArrayInputStream(bytes), loader);
            enableResolveObject(true);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            String element = elementOf(description.getName());
            boolean isPlain = types.isOpenToJdk() && SerialFilter.isPlain(element);
            if (!element.isEmpty() && !isPlain && !isOfTheJdk(element) && !types.mayArrive(element)) {
                throw RefusedValueException.notAllowed(element);
            }
            return super.resolveClass(description);
        }

        @Override
        protected @Nullable Object resolveObject(@Nullable Object value) throws IOException {
            unfolded.add(value);
            return value;
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
            throw new InvalidClassException("a proxy may not cross the process line");
        }
    }
}
