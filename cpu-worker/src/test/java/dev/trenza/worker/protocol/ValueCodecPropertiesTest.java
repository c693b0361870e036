package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.time.api.DateTimes;
import net.jqwik.time.api.Times;

/** What holds for any value and any bytes. */
class ValueCodecPropertiesTest {

    private static final ValueCodec OPEN = new ValueCodec(
            new AllowedTypes(List.of("dev.trenza.worker.protocol.**")),
            ValueCodecPropertiesTest.class.getClassLoader());

    @Provide
    Arbitrary<Object> values() {
        Arbitrary<Object> leaves = Arbitraries.oneOf(List.<Arbitrary<Object>>of(
                Arbitraries.just(null),
                Arbitraries.integers().asGeneric(),
                Arbitraries.longs().asGeneric(),
                Arbitraries.doubles().asGeneric(),
                Arbitraries.bigDecimals().asGeneric(),
                Arbitraries.bigIntegers().asGeneric(),
                Arbitraries.chars().all().asGeneric(),
                Arbitraries.strings().all().ofMaxLength(30).asGeneric(),
                Arbitraries.chars()
                        .all()
                        .list()
                        .ofMaxSize(9)
                        .map(ValueCodecPropertiesTest::joined)
                        .asGeneric(),
                DateTimes.instants().asGeneric(),
                DateTimes.zonedDateTimes().asGeneric(),
                DateTimes.offsetDateTimes().asGeneric(),
                Times.durations().asGeneric()));
        return Arbitraries.recursive(() -> leaves, ValueCodecPropertiesTest::nested, 0, 3);
    }

    private static String joined(List<Character> chars) {
        StringBuilder text = new StringBuilder();
        chars.forEach(text::append);
        return text.toString();
    }

    private static Arbitrary<Object> nested(Arbitrary<Object> values) {
        Arbitrary<Map<Object, Object>> maps = Combinators.combine(
                        values.list().ofMaxSize(3), values.list().ofMinSize(3).ofMaxSize(3))
                .as((keys, contents) -> {
                    Map<Object, Object> map = new LinkedHashMap<>();
                    for (int i = 0; i < keys.size(); i++) {
                        map.put(keys.get(i), contents.get(i));
                    }
                    return map;
                });
        return Arbitraries.oneOf(List.<Arbitrary<Object>>of(
                values,
                values.list().ofMaxSize(4).asGeneric(),
                values.set().ofMaxSize(4).asGeneric(),
                maps.asGeneric()));
    }

    @Property(tries = 2_000)
    void anyPlainValueComesBackAsItWas(@ForAll("values") Object value) throws IOException {
        Object back = ValueCodec.PLAIN.decode(ValueCodec.PLAIN.encode(value));

        assertThat(back).isEqualTo(value);
    }

    @Property(tries = 2_000)
    void bytesThatAreNoValueAreRefusedAndNothingElseHappens(@ForAll @Size(max = 60) byte[] garbage) {
        decodeOrRefuse(garbage);
    }

    /** Garbage whose first bytes are likely to be understood goes deeper than any other. */
    @Property(tries = 20_000)
    void garbageBehindAKnownTagIsRefusedAndNothingElseHappens(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 34) Integer> tags,
            @ForAll @Size(max = 16) byte[] rest) {
        byte[] bytes = new byte[tags.size() * 5 + rest.length];
        int at = 0;
        for (int tag : tags) {
            bytes[at] = (byte) tag;
            bytes[at + 4] = 1; // a count of one, if it is a count
            at += 5;
        }
        System.arraycopy(rest, 0, bytes, at, rest.length);

        decodeOrRefuse(bytes);
    }

    @Property(tries = 1_000)
    void aValueOfWhichABitWasFlippedIsAValueOrRefused(
            @ForAll @From("values") Object value, @ForAll @IntRange(max = 100_000) int where) throws IOException {
        byte[] bytes = ValueCodec.PLAIN.encode(value);
        int bit = where % (bytes.length * 8);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);

        decodeOrRefuse(bytes);
    }

    @Property(tries = 1_000)
    void aValueThatIsCutOffIsAValueOrRefused(@ForAll("values") Object value, @ForAll @IntRange(max = 100_000) int where)
            throws IOException {
        byte[] bytes = ValueCodec.PLAIN.encode(value);

        decodeOrRefuse(Arrays.copyOf(bytes, where % bytes.length));
    }

    private static void decodeOrRefuse(byte[] bytes) {
        for (ValueCodec codec : List.of(ValueCodec.PLAIN, OPEN)) {
            try {
                codec.decode(bytes);
            } catch (IOException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }
}
