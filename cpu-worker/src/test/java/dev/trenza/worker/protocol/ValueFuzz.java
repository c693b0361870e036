package dev.trenza.worker.protocol;

import dev.trenza.task.Nullable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Target of a coverage-guided fuzzer: any payload is a value that can be sent again, or refused with an
 * {@link IOException}, at the price of what arrived. Checked with a codec for plain values and with one that allows
 * classes of this package.
 */
public final class ValueFuzz {

    private static final ValueCodec OPEN =
            new ValueCodec(new AllowedTypes(List.of("dev.trenza.worker.protocol.*")), ValueFuzz.class.getClassLoader());

    /** A record that a fuzzer can find, to get into the components of one. */
    record Point(int x, @Nullable Object y) {}

    /** An enum that a fuzzer can find. */
    enum Colour {
        RED
    }

    private ValueFuzz() {}

    /** Called by the fuzzer with inputs of its choice. */
    public static void fuzzerTestOneInput(byte[] input) {
        decode(ValueCodec.PLAIN, input);
        decode(OPEN, input);
    }

    private static void decode(ValueCodec codec, byte[] input) {
        byte[] first;
        long limit = (1 << 20) + 512L * input.length;
        try {
            first = codec.encode(
                    Allocation.atMost(limit, "a value of " + input.length + " bytes", () -> codec.decode(input)));
        } catch (IOException refused) {
            if (String.valueOf(refused.getMessage()).isBlank()) {
                throw new IllegalStateException("refused without a word", refused);
            }
            return;
        }
        try {
            byte[] second = codec.encode(codec.decode(first));
            if (!isSerialised(input) && !Arrays.equals(first, second)) {
                throw new IllegalStateException(
                        "sent as " + Arrays.toString(first) + ", came back as " + Arrays.toString(second));
            }
        } catch (IOException e) {
            throw new IllegalStateException("what was decoded and encoded cannot be decoded", e);
        }
    }

    /** The JDK's own streams may write one object in two ways. */
    private static boolean isSerialised(byte[] input) {
        for (byte b : input) {
            if (b == ValueTag.SERIALISED.code()) {
                return true;
            }
        }
        return false;
    }
}
