package dev.trenza.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.app.statistics.StatisticsOfTests;
import org.junit.jupiter.api.Test;

class SummaryLinesTest {

    @Test
    void aSummaryTellsCountsTimesSpeedUpAndTheSlowest() {
        assertThat(SummaryLines.text(StatisticsOfTests.of(1_000)))
                .containsExactly(
                        "p: 1,000 items (1,000 success) in 1.00 s",
                        "              runs       p50       p95       max  wait p95",
                        "  read       1,000      2 ms      2 ms      2 ms      1 µs",
                        "  parse      1,000      1 ms      1 ms      1 ms      1 µs",
                        "  I/O ran for 1.00 s, CPU for 1 s, both at once for 999 ms; speed-up 3.0",
                        "  slowest: 10 µs item 0; 10 µs item 1; 10 µs item 2");
    }

    @Test
    void theSameIsThereForPrograms() {
        assertThat(SummaryJson.of(StatisticsOfTests.of(1_000)))
                .startsWith("{\"pipeline\":\"p\",\"items\":1000,\"failures\":0,\"wallMs\":1003.0,")
                .contains("\"speedUp\":2.991,", "\"read\":{\"runMs\":{\"count\":1000,\"total\":2000.0,\"p50\":2.0")
                .endsWith("\"advice\":[]}");
    }
}
