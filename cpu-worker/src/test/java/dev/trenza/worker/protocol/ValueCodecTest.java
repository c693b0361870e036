package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValueCodecTest {

    private static Object roundTrip(Object value) throws IOException {
        return ValueCodec.PLAIN.decode(ValueCodec.PLAIN.encode(value));
    }

    static Stream<Object> plainValues() {
        return Stream.of(
                        // Numbers and truth
                        Stream.of(true, false, (byte) -1, Short.MIN_VALUE, '\uFFFF', '\0', 0, -1, Integer.MIN_VALUE),
                        Stream.of(
                                0L, Long.MIN_VALUE, Long.MAX_VALUE, Float.NaN, -0.0f, Float.MIN_VALUE, Float.MAX_VALUE),
                        Stream.of(Double.NaN, -0.0d, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, Math.PI),
                        Stream.of(BigInteger.ZERO, BigInteger.TWO.pow(4000).negate(), new BigDecimal("1E+2147483647")),
                        Stream.of(new BigDecimal("0.00"), new BigDecimal("-123.4500"), new BigDecimal("1E-40")),
                        // Texts
                        Stream.of(
                                "",
                                "a",
                                "x".repeat(100_000),
                                "gr\u00F6\u00DFer",
                                "\uD83E\uDD80 crab",
                                "\0\u001E\u001F\r\n"),
                        // Time
                        Stream.of(Instant.MIN, Instant.MAX, Instant.EPOCH, Instant.ofEpochSecond(-1, 999_999_999)),
                        Stream.of(Duration.ZERO, Duration.ofSeconds(Long.MIN_VALUE, 1), Duration.ofNanos(-1)),
                        Stream.of(LocalDate.MIN, LocalDate.MAX, LocalTime.MAX, LocalTime.MIDNIGHT, LocalDateTime.MIN),
                        Stream.of(
                                OffsetTime.MAX,
                                OffsetDateTime.MIN,
                                OffsetDateTime.MAX,
                                Period.of(-1, 20, 3),
                                Period.ZERO),
                        Stream.of(Year.of(5), Year.of(-1), Year.of(2026), Year.of(12_345), Year.of(Year.MIN_VALUE)),
                        Stream.of(YearMonth.of(12_345, 1), YearMonth.of(-5, 12), MonthDay.of(2, 29), ZoneOffset.UTC),
                        Stream.of(ZoneOffset.ofHoursMinutesSeconds(-17, -59, -59), ZoneId.of("Europe/Madrid")),
                        Stream.of(ZonedDateTime.of(LocalDateTime.MIN, ZoneId.of("Asia/Kolkata"))),
                        Stream.of(DayOfWeek.SUNDAY, RoundingMode.HALF_EVEN),
                        // Names of things
                        Stream.of(Path.of(""), Path.of("a b/\u00FC.txt"), Path.of("/"), Path.of("../x")),
                        Stream.of(URI.create("http://h:1/p?q=%20#f"), URI.create(""), URI.create("mailto:a@b")),
                        Stream.of(new UUID(0, 0), UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff")),
                        Stream.of(Locale.ROOT, Locale.GERMANY, Locale.forLanguageTag("zh-Hans-CN-u-ca-chinese")),
                        Stream.of(Currency.getInstance("EUR")))
                .flatMap(values -> values);
    }

    @ParameterizedTest
    @MethodSource("plainValues")
    void aPlainValueComesBackAsItWas(Object value) throws IOException {
        assertThat(roundTrip(value)).isEqualTo(value).hasSameClassAs(value);
    }

    static Stream<Arguments> arrays() {
        return Stream.<Object>of(
                        new byte[0],
                        new byte[] {1, -1},
                        new byte[100_000],
                        new boolean[] {true, false},
                        new boolean[0],
                        new char[] {'a', '\uD800'},
                        new char[0],
                        new short[] {-1, Short.MAX_VALUE},
                        new short[0],
                        new int[] {1, -1},
                        new int[0],
                        new int[50_000],
                        new long[] {Long.MIN_VALUE},
                        new long[0],
                        new float[] {Float.NaN, -0.0f},
                        new float[0],
                        new double[] {Double.NaN, 1},
                        new double[0],
                        new Object[0],
                        new Object[] {1, "a", null, new byte[] {1}, new Object[] {2L}},
                        new String[0],
                        new String[] {"a", null, ""},
                        new Integer[] {1, null},
                        new int[][] {{1}, {}, null},
                        new byte[][] {{1, 2}, {}},
                        new String[][] {{"a"}, {}},
                        new Path[] {Path.of("a")},
                        new List<?>[] {List.of(1)},
                        new DayOfWeek[] {DayOfWeek.FRIDAY},
                        new Number[] {1, 2L, 3.0})
                .map(array -> Arguments.of(array));
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void anArrayComesBackAsItWas(Object array) throws IOException {
        assertThat(roundTrip(array)).isEqualTo(array).hasSameClassAs(array);
        Object nested = ((List<?>) roundTrip(List.of(array, 1))).get(0);
        assertThat(nested).isEqualTo(array).hasSameClassAs(array);
    }

    @Test
    void nothingComesBackAsNothing() throws IOException {
        assertThat(roundTrip(null)).isNull();
    }

    @Test
    void collectionsComeBackInTheirOrderAndMayBeChanged() throws IOException {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put("z", Arrays.asList(1, null, List.of()));
        map.put(null, new TreeSet<>(Set.of("b", "a")));
        map.put(List.of("key"), null);
        map.put(2L, Optional.of(Map.of()));
        map.put(3, Optional.empty());

        Object back = roundTrip(map);

        assertThat(back).isEqualTo(map);
        assertThat(back).hasToString(map.toString());
        ((Map<?, ?>) back).clear();
    }

    @Test
    void aSortedMapComesInItsOrder() throws IOException {
        assertThat((Map<?, ?>) roundTrip(new TreeMap<>(Map.of("b", 1, "a", 2)))).hasToString("{a=2, b=1}");
    }

    @Test
    void halfOfASurrogatePairSurvives() throws IOException {
        for (String text : List.of("\uD800", "a\uDC00b", "\uDC00\uD800", "\uD83E\uDD80\uD83E")) {
            assertThat(roundTrip(text)).isEqualTo(text);
            assertThat(roundTrip(List.of(text))).isEqualTo(List.of(text));
        }
    }

    @Test
    void aPathWhoseBytesAreNoTextSurvives() throws IOException {
        Path path = Path.of(URI.create("file:///tmp/caf%E9.txt"));

        assertThat(roundTrip(path)).isEqualTo(path);
    }

    @Test
    void aPathOfAnotherFileSystemIsRefused(@TempDir Path folder) throws IOException {
        Path zip = folder.resolve("a.zip");
        new ZipOutputStream(java.nio.file.Files.newOutputStream(zip)).close();

        try (FileSystem inside = FileSystems.newFileSystem(zip)) {
            assertThatThrownBy(() -> ValueCodec.PLAIN.encode(inside.getPath("/x")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ZipPath");
        }
    }

    @Test
    void whatIsNestedUpToTheLimitCrossesAndWhatIsDeeperIsToldSo() throws IOException {
        Object nested = "leaf";
        for (int i = 0; i < 64; i++) {
            nested = new ArrayList<>(Collections.singletonList(nested));
        }
        Object deepest = nested;
        Object tooDeep = List.of(nested);

        assertThat(roundTrip(deepest)).isEqualTo(deepest);
        assertThatThrownBy(() -> ValueCodec.PLAIN.encode(tooDeep))
                .isInstanceOf(IOException.class)
                .hasMessage("a value nested more than 64 deep cannot be sent; flatten it");
    }

    @Test
    void aListThatHoldsItselfIsToldToBeTooDeep() {
        List<Object> list = new ArrayList<>();
        list.add(list);

        assertThatThrownBy(() -> ValueCodec.PLAIN.encode(list))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nested");
    }

    @Test
    void whatIsNotPlainIsRefusedByNameWithTheRemedy() {
        assertThatThrownBy(() -> ValueCodec.PLAIN.encode(new BitSet()))
                .isInstanceOf(IOException.class)
                .hasMessage("a java.util.BitSet may not cross the process line; allow it with"
                        + " WorkerPool.builder().allow(\"java.util.BitSet\"), or pass plain values");
        assertThatThrownBy(() -> ValueCodec.PLAIN.encode(List.of(new StringBuilder())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("java.lang.StringBuilder");
    }
}
