package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a worker that was taken over could send: its parent must not burn, break or run out of memory. */
@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileValueTest {

    private static final ValueCodec CODEC = new ValueCodec(
            new AllowedTypes(List.of("dev.trenza.worker.protocol.**")), HostileValueTest.class.getClassLoader());

    record Key(int value) {
        @Override
        public int hashCode() {
            throw new IllegalStateException("no hash");
        }
    }

    enum Broken {
        ONE;

        static final int FAILS = Integer.parseInt("x");
    }

    private static byte[] serialised(byte[] stream) {
        ByteSink sink = new ByteSink(64);
        sink.u8(ValueTag.SERIALISED.code());
        sink.i32(stream.length);
        sink.raw(stream);
        return sink.toByteArray();
    }

    private static byte[] javaBytes(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static void assertRefused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> CODEC.decode(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void setsThatShareTheirElementsDoNotBurnTheProcessor() throws IOException {
        Set<Object> root = new HashSet<>();
        Set<Object> left = root;
        Set<Object> right = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Set<Object> nextLeft = new HashSet<>();
            Set<Object> nextRight = new HashSet<>();
            nextLeft.add("they differ");
            left.addAll(List.of(nextLeft, nextRight));
            right.addAll(List.of(nextLeft, nextRight));
            left = nextLeft;
            right = nextRight;
        }

        assertRefused(serialised(javaBytes(root)), "deep");
    }

    @Test
    void anArrayThatClaimsToBeHugeIsNotAllocated() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
        out.writeShort(ObjectStreamConstants.STREAM_VERSION);
        out.writeByte(ObjectStreamConstants.TC_ARRAY);
        out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
        out.writeUTF("[J");
        out.writeLong(0x782004b512b17593L); // serialVersionUID of long[]
        out.writeByte(ObjectStreamConstants.SC_SERIALIZABLE);
        out.writeShort(0);
        out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
        out.writeByte(ObjectStreamConstants.TC_NULL);
        out.writeInt(60_000_000);

        assertRefused(serialised(bytes.toByteArray()), "60000000 elements");
    }

    @ParameterizedTest
    @EnumSource(
            value = ValueTag.class,
            names = {
                "BIG_INTEGER",
                "BOOLEANS",
                "SHORTS",
                "CHARS",
                "INTS",
                "LONGS",
                "FLOATS",
                "DOUBLES",
                "OBJECTS",
                "LIST",
                "SET",
                "MAP",
                "SERIALISED"
            })
    void aCountBeyondWhatArrivedIsRefusedBeforeAnythingIsAllocated(ValueTag tag) {
        for (int count : new int[] {Integer.MAX_VALUE, 1_000_000_000, -1, Integer.MIN_VALUE, 17}) {
            ByteSink sink = new ByteSink(64);
            sink.u8(tag.code());
            sink.i32(count);
            sink.i64(0);
            sink.i64(0);

            assertThatThrownBy(() -> CODEC.decode(sink.toByteArray())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void timesOutOfRangeAreRefused() {
        ByteSink instant = new ByteSink(16);
        instant.u8(ValueTag.INSTANT.code());
        instant.i64(Long.MAX_VALUE);
        instant.i32(0);
        ByteSink duration = new ByteSink(16);
        duration.u8(ValueTag.DURATION.code());
        duration.i64(Long.MIN_VALUE);
        duration.i32(-1);

        assertRefused(instant.toByteArray(), "no value");
        assertRefused(duration.toByteArray(), "no value");
    }

    @Test
    void nestingBeyondTheLimitIsRefused() {
        ByteSink sink = new ByteSink(1000);
        for (int i = 0; i < 100_000; i++) {
            sink.u8(ValueTag.OPTIONAL.code());
        }

        assertRefused(sink.toByteArray(), "nested");
    }

    @Test
    void aKeyWhoseHashThrowsIsRefused() throws IOException {
        ByteSink sink = new ByteSink(64);
        sink.u8(ValueTag.SET.code());
        sink.i32(1);
        sink.raw(CODEC.encode(new Key(1)));

        assertRefused(sink.toByteArray(), "no hash");
    }

    @Test
    void aClassThatCannotBeInitialisedIsRefused() {
        ByteSink sink = new ByteSink(64);
        sink.u8(ValueTag.ENUM.code());
        sink.text(Broken.class.getName());
        sink.text("ONE");

        assertRefused(sink.toByteArray(), "no value");
        assertRefused(sink.toByteArray(), "no value");
    }

    @Test
    void anArrayOfSomethingElseIsRefused() {
        ByteSink sink = new ByteSink(64);
        sink.u8(ValueTag.ARRAY.code());
        sink.text("java.lang.String");
        sink.i32(1);
        sink.u8(ValueTag.INT.code());
        sink.i32(1);

        assertRefused(sink.toByteArray(), "ArrayStoreException");
    }

    @Test
    void aNameThatIsNoClassIsRefused() {
        for (String name : List.of(
                "",
                "[",
                "[L;",
                "[[Ldev.trenza.worker.protocol.Nope;",
                "[Q",
                "int",
                "void",
                ";",
                "dev/trenza/worker/protocol/Frame",
                "dev.trenza.worker.protocol.",
                "[".repeat(300) + "I")) {
            for (ValueTag tag : List.of(ValueTag.ENUM, ValueTag.RECORD, ValueTag.ARRAY)) {
                ByteSink sink = new ByteSink(64);
                sink.u8(tag.code());
                sink.text(name);
                sink.i32(0);
                assertThatThrownBy(() -> CODEC.decode(sink.toByteArray()))
                        .as(name)
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aRefusalComesInNoTimeToSpeakOf() throws IOException {
        Set<Object> set = new HashSet<>();
        for (int i = 0; i < 19; i++) {
            Set<Object> other = new HashSet<>(set);
            other.add(i);
            set = new HashSet<>(Set.of(set, other));
        }
        byte[] bytes = serialised(javaBytes(set));

        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            try {
                CODEC.decode(bytes);
            } catch (IOException refused) {
                // As good: it did not burn.
            }
        });
    }

    /** Lists of two numbers that all have one hash: 31 * (31 + x) + y. */
    private static Object collidingKeys(int count) {
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(List.of(i, -31 * i));
        }
        return keys;
    }

    @Test
    void keysThatWereChosenToCollideAreRefused() throws IOException {
        byte[] asList = CODEC.encode(collidingKeys(200_000));
        asList[0] = (byte) ValueTag.SET.code();

        assertRefused(asList, "keys of the same hash");
    }

    @Test
    void aDecimalOfVeryManyDigitsIsReadInNoTimeToSpeakOf() throws IOException {
        BigDecimal large = new BigDecimal(BigInteger.TWO.pow(80_000_000), -5);

        assertThat(CODEC.decode(CODEC.encode(large))).isEqualTo(large);
    }
}
