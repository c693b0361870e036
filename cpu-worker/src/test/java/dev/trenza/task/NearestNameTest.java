package dev.trenza.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    private static final List<String> KNOWN = List.of("digest", "wordcount", "square", "gzip", "gunzip");

    @ParameterizedTest
    @CsvSource({
        "digset, digest",
        "digst, digest",
        "digestt, digest",
        "word-count, wordcount",
        "suqare, square",
        "gzi, gzip",
        "unzip, gunzip",
    })
    void aSlipOfTheFingersFindsItsName(String typed, String meant) {
        assertThat(NearestName.of(typed, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"primes", "dg", "''", "square-root-of-everything"})
    void somethingElseFindsNone(String typed) {
        assertThat(NearestName.of(typed, KNOWN)).isEmpty();
    }

    @Test
    void ofTwoThatAreEquallyNearTheFirstInTheAlphabetIsTaken() {
        assertThat(NearestName.of("bat", List.of("hat", "cat"))).contains("cat");
    }

    @Test
    void withoutANearNameAllAreTold() {
        assertThat(NearestName.suggestion("primes", List.of("a", "b"))).isEqualTo("; known: a, b");
        assertThat(NearestName.suggestion("primes", List.of())).isEqualTo("; none are known");
        assertThat(NearestName.suggestion("digset", KNOWN)).isEqualTo("; did you mean 'digest'?");
    }
}
