package dev.trenza.app.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BinsTest {

    private final Bins bins = new Bins();

    @Test
    void partsDoubleWhenTheTimeOutgrowsThemAndKeepTheirSums() {
        Bins.Row row = bins.row();
        long first = bins.nanos();
        for (int i = 0; i < Bins.COUNT; i++) {
            row.add(i * first, 1);
        }

        row.add(Bins.COUNT * first, 1);

        assertThat(bins.nanos()).isEqualTo(2 * first);
        assertThat(row.sums(Bins.COUNT)).startsWith(2L, 2L).contains(1L);
        assertThat(row.sums(Bins.COUNT).stream().mapToLong(Long::longValue).sum())
                .isEqualTo(Bins.COUNT + 1);
    }

    @Test
    void anIntervalIsSharedOutAmongThePartsThatItCovers() {
        Bins.Row row = bins.row();
        long part = bins.nanos();

        row.addInterval(part / 2, 3 * part + 7);

        assertThat(row.sums(5)).containsExactly(part / 2, part, part, 7L, 0L);
    }

    @Test
    void aDayFitsAsWellAsASecond() {
        Bins.Row row = bins.row();
        long day = 86_400_000_000_000L;

        row.addInterval(0, day);

        assertThat(row.sums(Bins.COUNT).stream().mapToLong(Long::longValue).sum())
                .isEqualTo(day);
        assertThat(bins.covering(day)).isBetween(Bins.COUNT / 2, Bins.COUNT);
    }
}
