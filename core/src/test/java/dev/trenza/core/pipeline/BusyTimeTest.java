package dev.trenza.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BusyTimeTest {

    private static final int TIME = 2_000;

    private record Interval(int start, int end) {}

    @Provide
    Arbitrary<List<Interval>> intervals() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, TIME),
                        Arbitraries.integers().between(0, 60))
                .as((start, length) -> new Interval(start, start + length))
                .list()
                .ofMaxSize(200);
    }

    @Property(tries = 300)
    void theLengthIsThatOfTheUnion(@ForAll("intervals") List<Interval> intervals) {
        BusyTime time = new BusyTime();

        intervals.forEach(interval -> time.add(interval.start(), interval.end()));

        assertThat(time.nanos()).isEqualTo(union(intervals).cardinality());
    }

    @Property(tries = 300)
    void withFewSpellsTheLengthIsNearThatOfTheUnion(@ForAll("intervals") List<Interval> intervals) {
        BusyTime time = new BusyTime(20);

        intervals.forEach(interval -> time.add(interval.start(), interval.end()));

        assertThat(time.spells()).isLessThanOrEqualTo(20);
        assertThat(time.nanos())
                .isBetween(0L, (long) TIME + 60)
                .isCloseTo(union(intervals).cardinality(), within(TIME / 4L));
    }

    @Test
    void intervalsInTheOrderOfTimeAreCountedExactlyWhateverTheirNumber() {
        BusyTime time = new BusyTime(16);
        Random random = new Random(1);
        long now = Long.MAX_VALUE - 50_000;
        long expected = 0;

        for (int i = 0; i < 10_000; i++) {
            int length = 1 + random.nextInt(10);
            time.add(now, now + length);
            expected += length;
            now += length + 1 + random.nextInt(10);
        }

        assertThat(time.nanos()).isEqualTo(expected);
        assertThat(time.spells()).isLessThanOrEqualTo(16);
    }

    @Test
    void anIntervalThatCoversEverythingMakesItExactAgain() {
        BusyTime time = new BusyTime(4);
        for (int start = 0; start < 1_000; start += 10) {
            time.add(start, start + 1 + start % 7);
        }

        time.add(-5, 2_000);

        assertThat(time.nanos()).isEqualTo(2_005);
        assertThat(time.spells()).isEqualTo(1);
    }

    @Test
    void ofASpellWithGapsTheUncoveredPartKeepsItsShare() {
        BusyTime time = new BusyTime(2);
        time.add(0, 10);
        time.add(20, 30);
        time.add(1_000, 1_010);
        assertThat(time.spells()).isEqualTo(2);

        // The spell from 0 to 30 is busy for 20; its last half is covered, so 10 of them are left.
        time.add(15, 40);

        assertThat(time.nanos()).isEqualTo(10 + 25 + 10);
    }

    private static BitSet union(List<Interval> intervals) {
        BitSet union = new BitSet();
        intervals.forEach(interval -> union.set(interval.start(), interval.end()));
        return union;
    }
}
