package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import dev.trenza.task.PayloadCodec;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The payload codecs of one side, and how both sides come to have the same. Immutable, thread-safe. */
public final class PayloadCodecs {

    /** None. */
    public static final PayloadCodecs NONE = new PayloadCodecs(List.of());

    private static final int MAX_NAME = 64;

    private final List<PayloadCodec> codecs;

    private PayloadCodecs(List<PayloadCodec> codecs) {
        this.codecs = List.copyOf(codecs);
    }

    /**
     * The codecs of a parent.
     *
     * @param codecs the first that takes a class has it
     * @throws IllegalArgumentException if workers could not make one of them, or two have one name
     */
    public static PayloadCodecs of(List<PayloadCodec> codecs) {
        Set<String> names = new HashSet<>();
        for (PayloadCodec codec : codecs) {
            String name = codec.name();
            if (name.isEmpty() || name.length() > MAX_NAME) {
                throw new IllegalArgumentException(
                        "the name of payload codec " + codec.getClass().getName() + " must have 1 to " + MAX_NAME
                                + " characters, was '" + name + "'");
            }
            if (!names.add(name)) {
                throw new IllegalArgumentException(
                        "two payload codecs are named '" + name + "'; give one of them only");
            }
            checkClass(codec.getClass());
        }
        return new PayloadCodecs(codecs);
    }

    private static void checkClass(Class<?> type) {
        boolean hasConstructor = Stream.of(type.getConstructors()).anyMatch(its -> its.getParameterCount() == 0);
        boolean isUsable = Modifier.isPublic(type.getModifiers()) && hasConstructor;
        if (!isUsable) {
            throw new IllegalArgumentException(
                    "payload codec " + type.getName()
                            + " must be a public class with a public constructor without arguments, for each worker makes its own");
        }
    }

    /** What a worker needs to have the same: name and class of each, in turn. */
    public List<String> toWire() {
        List<String> wire = new ArrayList<>();
        for (PayloadCodec codec : codecs) {
            wire.add(codec.name());
            wire.add(codec.getClass().getName());
        }
        return wire;
    }

    /**
     * The codecs of a worker.
     *
     * @param wire as {@link #toWire} says
     * @param loader that has their classes
     * @throws IOException names the one that is not there, or is another one here
     */
    public static PayloadCodecs fromWire(List<String> wire, ClassLoader loader) throws IOException {
        List<PayloadCodec> codecs = new ArrayList<>();
        for (int i = 0; i + 1 < wire.size(); i += 2) {
            codecs.add(load(wire.get(i), wire.get(i + 1), loader));
        }
        return new PayloadCodecs(codecs);
    }

    private static PayloadCodec load(String name, String className, ClassLoader loader) throws IOException {
        PayloadCodec codec;
        try {
            codec = Class.forName(className, true, loader)
                    .asSubclass(PayloadCodec.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new IOException(
                    "payload codec '" + name + "' (" + className + ") cannot be had in the worker: " + e
                            + "; put its jar, with what it needs, on the workers' class path with taskPath(...)",
                    e);
        }
        if (!codec.name().equals(name)) {
            throw new IOException("payload codec " + className + " is '" + codec.name() + "' in the worker and '" + name
                    + "' in the parent; give both the same jar");
        }
        return codec;
    }

    boolean isEmpty() {
        return codecs.isEmpty();
    }

    /** The codec for objects of this class, or {@code null}. */
    @Nullable
    PayloadCodec taking(Class<?> type) {
        for (PayloadCodec codec : codecs) {
            if (codec.takes(type)) {
                return codec;
            }
        }
        return null;
    }

    /** The codec of this name. */
    PayloadCodec named(String name) throws IOException {
        for (PayloadCodec codec : codecs) {
            if (codec.name().equals(name)) {
                return codec;
            }
        }
        throw new RefusedValueException(
                "a value came in the form of payload codec '" + name + "', which this side does not" + " have; it has "
                        + (codecs.isEmpty() ? "none" : names()) + "; add it with payloadCodec(...)");
    }

    private List<String> names() {
        return codecs.stream().map(PayloadCodec::name).toList();
    }

    @Override
    public String toString() {
        return names().toString();
    }
}
