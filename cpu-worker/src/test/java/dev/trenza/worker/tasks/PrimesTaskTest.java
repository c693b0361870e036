package dev.trenza.worker.tasks;

import static dev.trenza.worker.tasks.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrimesTaskTest {

    /** OEIS A006880. */
    @ParameterizedTest
    @CsvSource({
        "-5, 0",
        "0, 0",
        "1, 0",
        "2, 1",
        "3, 2",
        "4, 2",
        "10, 4",
        "100, 25",
        "1000000, 78498",
        "10000000, 664579",
        "100000000, 5761455"
    })
    void theCountIsTheKnownOne(long last, long count) throws Exception {
        assertThat(call("primes", Map.of(), last)).isEqualTo(count);
        assertThat(call("primes", Map.of(), Long.toString(last))).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {2, 3, 8, 9, 10, 24, 25, 26, 48, 49, 50, 120, 121, 122, 1_048_575, 1_048_576, 1_048_583, 2_097_155})
    void theListIsWhatFactorCannotFactor(int last) throws Exception {
        List<Long> expected = Oracle.linesOf(
                        "sh", "-c", "seq 2 \"$1\" | factor | awk 'NF == 2 { print $2 }'", "sh", Integer.toString(last))
                .stream()
                .map(Long::valueOf)
                .toList();

        assertThat(call("primes", Map.of("result", "list"), last)).isEqualTo(expected);
    }

    @Test
    void aNumberIsPrimeWhenFactorSaysSo() throws Exception {
        Random random = new Random(11);
        long[] numbers = LongStream.concat(
                        LongStream.range(0, 2_000).map(i -> random.nextLong() >>> (1 + random.nextInt(62))),
                        LongStream.concat(
                                LongStream.range(0, 200)
                                        .map(i -> BigInteger.probablePrime(2 + random.nextInt(62), random)
                                                .longValueExact()),
                                // Strong pseudoprimes to the first bases, a square of a prime, the largest prime
                                LongStream.of(
                                        2_047,
                                        1_373_653,
                                        25_326_001,
                                        3_215_031_751L,
                                        2_152_302_898_747L,
                                        3_474_749_660_383L,
                                        341_550_071_728_321L,
                                        3_825_123_056_546_413_051L,
                                        9_223_372_030_926_249_001L,
                                        9_223_372_036_854_775_783L,
                                        Long.MAX_VALUE,
                                        37,
                                        41)))
                .toArray();
        StringBuilder script = new StringBuilder("factor");
        LongStream.of(numbers).forEach(number -> script.append(' ').append(number));

        List<String> factored = Oracle.linesOf("sh", "-c", script.toString());

        for (int i = 0; i < numbers.length; i++) {
            boolean isPrime = factored.get(i).equals(numbers[i] + ": " + numbers[i]) && numbers[i] > 1;
            assertThat(call("primes", Map.of("result", "is-prime"), numbers[i]))
                    .as(factored.get(i))
                    .isEqualTo(isPrime);
        }
    }

    @Test
    void progressIsToldAndACancellationEndsIt() {
        Calls.Context context = Calls.Context.cancelledAfter(5);

        assertThatThrownBy(() -> call("primes", Map.of(), 1_000_000_000_000L, context))
                .isInstanceOf(CancellationException.class);
        assertThat(context.progress).hasValue(5);
    }

    @Test
    void whatCannotWorkIsNamed() {
        assertThatThrownBy(() -> call("primes", Map.of(), 1_000_000_000_001L))
                .hasMessageContaining("'primes' goes up to 1000000000000 for this 'result', was 1000000000001");
        assertThatThrownBy(() -> call("primes", Map.of("result", "list"), 10_000_001))
                .hasMessageContaining("goes up to 10000000 ");
        assertThatThrownBy(() -> call("primes", Map.of(), "x"))
                .hasMessage("'primes' takes a whole number up to 9223372036854775807, was the text 'x'");
        assertThatThrownBy(() -> call("primes", Map.of(), 1.5)).hasMessageContaining("was the number 1.5");
        assertThatThrownBy(() -> call("primes", Map.of("result", "sum"), 1))
                .hasMessageContaining("'result' must be one of: count, list, is-prime");
    }
}
