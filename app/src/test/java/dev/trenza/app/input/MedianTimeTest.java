package dev.trenza.app.input;

import static org.assertj.core.api.Assertions.assertThat;

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
}
