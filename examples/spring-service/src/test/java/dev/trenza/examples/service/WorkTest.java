package dev.trenza.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What runs in the workers is plain code, and is tested as such. */
class WorkTest {

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "4, 2", "100, 25", "100000, 9592"})
    void primesAreCountedUpToTheLimitItself(int limit, long count) {
        assertThat(Work.primes(limit)).isEqualTo(count);
    }
}
