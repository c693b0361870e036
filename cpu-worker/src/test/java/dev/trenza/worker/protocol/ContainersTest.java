package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContainersTest {

    private static final ValueCodec CODEC =
            new ValueCodec(AllowedTypes.NONE, ContainersTest.class.getClassLoader()).forTask(null);

    private static Object roundTrip(Object value) throws IOException {
        return CODEC.decode(CODEC.encode(value));
    }

    private static <C extends java.util.Collection<Object>> C of(C collection, Object... elements) {
        Collections.addAll(collection, elements);
        return collection;
    }

    private static <M extends Map<Object, Object>> M filled(M map) {
        map.put("b", List.of(1));
        map.put("a", 2.5);
        return map;
    }

    @Test
    @SuppressWarnings("JdkObsolete") // tasks use what they use
    void collectionsArriveAsWhatTheyWere() throws IOException {
        for (java.util.Collection<?> sent : List.of(
                of(new ArrayList<>(), 1, "b"),
                of(new LinkedList<>(), 1, "b"),
                of(new CopyOnWriteArrayList<>(), 1, "b"),
                of(new LinkedHashSet<>(), 3, 1, 2),
                of(new TreeSet<>(), 3, 1, 2),
                of(new TreeSet<>(Collections.reverseOrder()), 3, 1, 2),
                of(new ConcurrentSkipListSet<>(), 3, 1, 2),
                of(new ArrayDeque<>(), 1, "b"),
                of(new ConcurrentLinkedQueue<>(), 1, "b"),
                of(new PriorityQueue<>(), 3, 1, 2))) {
            Object arrived = roundTrip(sent);

            assertThat(arrived).hasSameClassAs(sent);
            assertThat(List.copyOf((java.util.Collection<?>) arrived)).isEqualTo(List.copyOf(sent));
        }
    }

    @Test
    void mapsArriveAsWhatTheyWere() throws IOException {
        for (Map<?, ?> sent : List.of(
                filled(new LinkedHashMap<>()),
                filled(new TreeMap<>()),
                filled(new TreeMap<>(Collections.reverseOrder())),
                filled(new ConcurrentHashMap<>()),
                filled(new ConcurrentSkipListMap<>()))) {
            Object arrived = roundTrip(sent);

            assertThat(arrived).hasSameClassAs(sent).isEqualTo(sent);
            assertThat(List.copyOf(((Map<?, ?>) arrived).keySet())).isEqualTo(List.copyOf(sent.keySet()));
        }
        assertThat(roundTrip(filled(new HashMap<>()))).isInstanceOf(HashMap.class);
    }

    @Test
    void whatIsOfAnEnumArrivesAsThatAlsoEmpty() throws IOException {
        EnumMap<TimeUnit, Integer> map = new EnumMap<>(Map.of(TimeUnit.DAYS, 1));
        EnumSet<TimeUnit> set = EnumSet.of(TimeUnit.DAYS, TimeUnit.HOURS);

        assertThat(roundTrip(map)).isInstanceOf(EnumMap.class).isEqualTo(map);
        assertThat(roundTrip(set)).isInstanceOf(EnumSet.class).isEqualTo(set);
        assertThat(roundTrip(new EnumMap<>(TimeUnit.class))).isInstanceOf(EnumMap.class);
        assertThat(roundTrip(EnumSet.noneOf(TimeUnit.class))).isInstanceOf(EnumSet.class);
    }

    record Sorted(
            java.util.SortedMap<Object, Object> map,
            java.util.NavigableSet<Object> set,
            java.util.Vector<Object> list) {}

    @Test
    @SuppressWarnings("JdkObsolete") // records declare what they declare
    void viewsOfWhatIsSortedAndOldCollectionsFitWhereTheyWereDeclared() throws IOException {
        ValueCodec codec = new ValueCodec(
                new AllowedTypes(List.of(Sorted.class.getName())), ContainersTest.class.getClassLoader());
        Sorted sorted = new Sorted(
                filled(new TreeMap<>()).tailMap("b"),
                Collections.unmodifiableNavigableSet(of(new TreeSet<>(), 2, 1)),
                of(new java.util.Vector<>(), 1, "b"));

        assertThat(codec.decode(codec.encode(sorted))).isEqualTo(sorted);
    }

    @Test
    void whatWasSortedByAComparatorKeepsTheOrderAndLosesTheComparator() throws IOException {
        TreeMap<String, Integer> byLength = new TreeMap<>(Comparator.comparing(String::length));
        byLength.put("ccc", 1);
        byLength.put("a", 2);

        Object arrived = roundTrip(byLength);

        assertThat(arrived).isExactlyInstanceOf(LinkedHashMap.class);
        assertThat(((Map<?, ?>) arrived).keySet().toString()).isEqualTo("[a, ccc]");
    }

    @Test
    void listsAndMapsThatCannotBeChangedArriveEqual() throws IOException {
        List<Object> values = List.of(List.of(1, 2), Set.of(1), Map.of("k", List.of(Map.of())), List.of());

        assertThat(roundTrip(values)).isEqualTo(values);
    }

    @ParameterizedTest
    @EnumSource(ContainerType.class)
    void aCountBeyondWhatArrivedIsRefusedBeforeAnythingIsAllocated(ContainerType type) {
        for (int count : new int[] {Integer.MAX_VALUE, 1_000_000_000, -1, 17}) {
            ByteSink sink = new ByteSink(64);
            sink.u8(ValueTag.CONTAINER.code());
            sink.u8(type.code());
            if (type.isOfEnum()) {
                sink.text("java.util.concurrent.TimeUnit");
            }
            sink.i32(count);
            sink.i64(0);

            assertThatThrownBy(() -> CODEC.decode(sink.toByteArray()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("count of " + count);
        }
    }

    @Test
    void whatDoesNotFitIsNoValue() {
        for (ContainerType type : ContainerType.values()) {
            ByteSink sink = new ByteSink(64);
            sink.u8(ValueTag.CONTAINER.code());
            sink.u8(type.code());
            if (type.isOfEnum()) {
                sink.text("java.lang.String");
            }
            sink.i32(2);
            for (int i = 0; i < 4; i++) {
                sink.u8(ValueTag.INT.code());
                sink.i32(i);
                sink.u8(ValueTag.TRUE.code());
            }

            assertThatThrownBy(() -> CODEC.decode(sink.toByteArray()))
                    .as("%s", type)
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> CODEC.decode(new byte[] {(byte) ValueTag.CONTAINER.code(), 99}))
                .hasMessageContaining("unknown type 99");
    }

    @Test
    void aValueThatHoldsItselfManyTimesDoesNotFillTheSender() {
        List<Object> bomb = List.of("x");
        for (int i = 0; i < 50; i++) {
            bomb = List.of(bomb, bomb);
        }
        Object sent = bomb;

        assertThatThrownBy(() -> CODEC.upTo(1 << 20).encode(sent))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger than the limit")
                .hasMessageContaining("maxPayload");
    }

    @Test
    @Timeout(60)
    void aLargeListThatCopiesItselfForEachElementIsMadeAtOnce() throws IOException {
        List<Integer> list = new CopyOnWriteArrayList<>(Collections.nCopies(1_000_000, 1));

        Object decoded = ValueCodec.PLAIN.decode(ValueCodec.PLAIN.encode(list));

        assertThat(decoded).isExactlyInstanceOf(CopyOnWriteArrayList.class).isEqualTo(list);
    }
}
