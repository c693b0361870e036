package dev.trenza.app.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MedianTimeTest {

    @Test
    void twoTimesAreTooFew() {
        assertThat(of(5, 6).nanos()).isEmpty();
    }

    @Test
    void theMedianIsExactInWhateverOrderTimesCome() {
        assertThat(of(9, 1, 5).nanos()).hasValue(5);
        assertThat(of(1, 2, 3, 4).nanos()).hasValue(2);
        assertThat(of(100, 1, 99, 2, 98).nanos()).hasValue(98);
        assertThat(of(LongStream.rangeClosed(1, 10_001).toArray()).nanos()).hasValue(5_001);
    }

    private static MedianTime of(long... times) {
        MedianTime median = new MedianTime();
        for (long time : times) {
            median.add(time);
        }
        return median;
    }

    @Test
    void perCentOfIsNeverLessThanASecond() {
        long second = Duration.ofSeconds(1).toNanos();

        assertThat(ItemTimeout.nanos(300, 2_000_000)).isEqualTo(second);
        assertThat(ItemTimeout.nanos(300, second)).isEqualTo(3 * second);
        assertThat(ItemTimeout.describe(300, Duration.ofSeconds(1))).startsWith("the least");
        assertThat(ItemTimeout.describe(300, Duration.ofSeconds(3))).startsWith("300%");
    }
}
