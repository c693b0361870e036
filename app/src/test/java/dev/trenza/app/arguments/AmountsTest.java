package dev.trenza.app.arguments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.core.process.WorkerCount;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountsTest {

    @ParameterizedTest
    @CsvSource({"1,1", "4,4", "50%,4", "100%,8", "1%,1", "200%,16", "1C,8", "1c,8", "0.5C,4", "1.5C,12", "0.01C,1"})
    void workersAreANumberOrAShareOfTheProcessors(String text, int workers) {
        assertThat(WorkerCount.parse(text, 8)).contains(workers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.5", "x", "0%", "0C", "4 workers", "999999C", "200000"})
    void whatIsNoNumberOfWorkersIsRefused(String text) {
        assertThat(WorkerCount.parse(text, 8)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"8m,8388608", "256m,268435456", "256MB,268435456", "1g,1073741824", "1.5g,1610612736"})
    void aHeapIsReadInPowersOf1024(String text, long bytes) {
        assertThat(Size.parseHeap(text)).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "7m", "64k", "0m", "-1m", "m", "1x", "999999999999999t", "99999999999999999999"})
    void whatIsNoHeapOfAJvmIsRefused(String text) {
        assertThat(Size.parseHeap(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"512,512 bytes", "65536,64 KiB", "1610612736,1.5 GiB", "268435456,256 MiB"})
    void aSizeIsDescribedInTheLargestUnit(long bytes, String text) {
        assertThat(Size.describe(bytes)).isEqualTo(text);
    }
}
