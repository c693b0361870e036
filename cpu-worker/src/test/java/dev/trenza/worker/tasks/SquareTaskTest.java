package dev.trenza.worker.tasks;

import static dev.trenza.worker.tasks.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SquareTaskTest {

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                2,
                -3,
                3_037_000_499L,
                3_037_000_500L,
                -3_037_000_500L,
                4_294_967_296L,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void wholeNumbersAreExactWhateverTheirSize(long number) throws Exception {
        BigInteger exact = BigInteger.valueOf(number).multiply(BigInteger.valueOf(number));

        for (Object value : new Object[] {number, BigInteger.valueOf(number), " " + number}) {
            Object square = call("square", Map.of(), value);

            assertThat(square).hasToString(exact.toString());
            assertThat(square).isInstanceOf(exact.bitLength() < 64 ? Long.class : BigInteger.class);
        }
    }

    @Test
    void otherNumbersAreDoubles() throws Exception {
        assertThat(call("square", Map.of(), 3)).isEqualTo(9L);
        assertThat(call("square", Map.of(), 1.5)).isEqualTo(2.25);
        assertThat(call("square", Map.of(), 1.5f)).isEqualTo(2.25);
        assertThat(call("square", Map.of(), "-1.5")).isEqualTo(2.25);
        assertThat(call("square", Map.of(), ".5e1")).isEqualTo(25.0);
        assertThat(call("square", Map.of(), new BigDecimal("0.1"))).isEqualTo(new BigDecimal("0.01"));
    }

    @Test
    void whatHasNoSquareIsNamed() {
        assertThatThrownBy(() -> call("square", Map.of(), 1e200))
                .hasMessage("the square of the number 1.0E200 is no finite double; give whole numbers, which have no"
                        + " limit");
        assertThatThrownBy(() -> call("square", Map.of(), Double.NaN)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> call("square", Map.of(), "NaN"))
                .hasMessage("'square' takes a number, was the text 'NaN'");
        assertThatThrownBy(() -> call("square", Map.of(), null)).hasMessage("'square' takes a number, was null");
        assertThatThrownBy(() -> call("square", Map.of(), true)).hasMessage("'square' takes a number, was true");
        assertThatThrownBy(() -> call("square", Map.of(), "9".repeat(100_001)))
                .hasMessageContaining("at most 100000 digits")
                .hasMessageContaining("with 100001");
    }
}
