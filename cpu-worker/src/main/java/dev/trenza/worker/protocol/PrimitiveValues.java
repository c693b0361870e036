package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The boxed primitives that are rare, and the arrays of primitives, copied as they lie in memory. */
final class PrimitiveValues {

    private PrimitiveValues() {}

    /** Encodes the value if it is one of these, and tells whether it was. */
    static boolean encode(ByteSink sink, Object value) {
        if (value instanceof Byte number) {
            sink.u8(ValueTag.BYTE.code());
            sink.u8(number);
        } else if (value instanceof Short number) {
            sink.u8(ValueTag.SHORT.code());
            sink.i32(number);
        } else if (value instanceof Character character) {
            sink.u8(ValueTag.CHAR.code());
            sink.i32(character);
        } else if (value instanceof Float number) {
            sink.u8(ValueTag.FLOAT.code());
            sink.i32(Float.floatToRawIntBits(number));
        } else if (value instanceof int[] array) {
            array(sink, ValueTag.INTS, array.length, 4).asIntBuffer().put(array);
        } else if (value instanceof long[] array) {
            array(sink, ValueTag.LONGS, array.length, 8).asLongBuffer().put(array);
        } else if (value instanceof double[] array) {
            array(sink, ValueTag.DOUBLES, array.length, 8).asDoubleBuffer().put(array);
        } else if (value instanceof float[] array) {
            array(sink, ValueTag.FLOATS, array.length, 4).asFloatBuffer().put(array);
        } else if (value instanceof char[] array) {
            array(sink, ValueTag.CHARS, array.length, 2).asCharBuffer().put(array);
        } else if (value instanceof short[] array) {
            array(sink, ValueTag.SHORTS, array.length, 2).asShortBuffer().put(array);
        } else if (value instanceof boolean[] array) {
            ByteBuffer target = array(sink, ValueTag.BOOLEANS, array.length, 1);
            for (boolean truth : array) {
                target.put((byte) (truth ? 1 : 0));
            }
        } else {
            return false;
        }
        return true;
    }

    private static ByteBuffer array(ByteSink sink, ValueTag tag, int length, int bytesEach) {
        sink.u8(tag.code());
        sink.i32(length);
        int size = Math.multiplyExact(length, bytesEach);
        int at = sink.reserve(size);
        return ByteBuffer.wrap(sink.array(), at, size).slice();
    }

    static @Nullable Object decode(ValueTag tag, ByteSource source) throws IOException {
        return switch (tag) {
            case BYTE -> (byte) source.u8();
            case SHORT -> (short) source.i32();
            case CHAR -> (char) source.i32();
            case FLOAT -> Float.intBitsToFloat(source.i32());
            case INTS -> {
                int[] array = new int[source.count(4)];
                elements(source, array.length, 4).asIntBuffer().get(array);
                yield array;
            }
            case LONGS -> {
                long[] array = new long[source.count(8)];
                elements(source, array.length, 8).asLongBuffer().get(array);
                yield array;
            }
            case DOUBLES -> {
                double[] array = new double[source.count(8)];
                elements(source, array.length, 8).asDoubleBuffer().get(array);
                yield array;
            }
            case FLOATS -> {
                float[] array = new float[source.count(4)];
                elements(source, array.length, 4).asFloatBuffer().get(array);
                yield array;
            }
            case CHARS -> {
                char[] array = new char[source.count(2)];
                elements(source, array.length, 2).asCharBuffer().get(array);
                yield array;
            }
            case SHORTS -> {
                short[] array = new short[source.count(2)];
                elements(source, array.length, 2).asShortBuffer().get(array);
                yield array;
            }
            case BOOLEANS -> {
                boolean[] array = new boolean[source.count(1)];
                for (int i = 0; i < array.length; i++) {
                    array[i] = source.u8() != 0;
                }
                yield array;
            }
            default -> throw new ProtocolException("a value with the tag " + tag + " where a primitive should be");
        };
    }

    private static ByteBuffer elements(ByteSource source, int length, int bytesEach) throws IOException {
        return ByteBuffer.wrap(source.raw(length * bytesEach));
    }
}
