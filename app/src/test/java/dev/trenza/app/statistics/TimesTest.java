package dev.trenza.app.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimesTest {

    private final Times times = new Times();

    @Test
    void percentilesAreExactToOneInAHundredAndTheLongestIsExact() {
        for (long i = 1; i <= 100_000; i++) {
            times.add(i * 1_000);
        }

        Distribution all = times.distribution();

        assertThat(all.count()).isEqualTo(100_000);
        assertThat(all.p50Nanos()).isCloseTo(50_000_000, within(500_000L));
        assertThat(all.p95Nanos()).isCloseTo(95_000_000, within(950_000L));
        assertThat(all.maxNanos()).isEqualTo(100_000_000);
        assertThat(all.totalNanos()).isEqualTo(5_000_050_000_000L);
    }

    @Test
    void binsHaveNoGapsAndHoldEverything() {
        for (long nanos : new long[] {0, 999, 3_000, 40_000_000, 7_200_000_000_000L}) {
            times.add(nanos);
        }

        Distribution all = times.distribution();

        assertThat(all.bins())
                .extracting(Distribution.Bin::count)
                .contains(2L, 1L)
                .endsWith(1L);
        assertThat(all.bins().stream().mapToLong(Distribution.Bin::count).sum()).isEqualTo(5);
        for (int i = 1; i < all.bins().size(); i++) {
            assertThat(all.bins().get(i).fromNanos())
                    .isEqualTo(all.bins().get(i - 1).toNanos());
        }
        assertThat(all.bins()).extracting(Distribution.Bin::toNanos).startsWith(1_000L, 2_000L, 5_000L, 10_000L);
    }

    @Test
    void nothingIsNothing() {
        assertThat(times.distribution()).isEqualTo(new Distribution(0, 0, 0, 0, 0, List.of()));
        assertThat(times.distribution().meanNanos()).isZero();
    }
}
