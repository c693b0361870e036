package dev.trenza.app.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HaltPolicyTest {

    private static final OptionalLong UNKNOWN = OptionalLong.empty();

    @ParameterizedTest
    @CsvSource({
        "'now,fail=1', 'now,fail=1'",
        "'soon,success=3', 'soon,success=3'",
        "'soon,done=40%', 'soon,done=40%'",
        "2, 'now,fail=1'",
        "-1, 'soon,success=1'",
        "10%, 'soon,fail=10%'",
    })
    void gnuParallelsWordsAreRead(String text, String meaning) {
        assertThat(HaltPolicy.parse(text)).map(HaltPolicy::toString).hasValue(meaning);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "now,fail", "now,fail=0", "later,fail=1", "now,fail=x", "soon,fail=-1"})
    void whatIsNoPolicyIsToldWithExamples(String text) {
        assertThatThrownBy(() -> HaltPolicy.parse(text)).hasMessageContaining("now,fail=1");
    }

    @Test
    void neverIsNone() {
        assertThat(HaltPolicy.parse("never")).isEmpty();
    }

    @Test
    void aNumberCountsItems() {
        HaltPolicy policy = HaltPolicy.parse("soon,fail=3").orElseThrow();

        assertThat(policy.isMet(2, 100, UNKNOWN)).isFalse();
        assertThat(policy.isMet(3, 0, UNKNOWN)).isTrue();
    }

    @Test
    void perCentCountFromTheThirdItemOnAndOfAllIfTheirNumberIsKnown() {
        HaltPolicy policy = HaltPolicy.parse("now,fail=50%").orElseThrow();

        assertThat(policy.isMet(2, 0, UNKNOWN)).isFalse();
        assertThat(policy.isMet(2, 1, UNKNOWN)).isTrue();
        assertThat(policy.isMet(3, 0, OptionalLong.of(10))).isFalse();
        assertThat(policy.isMet(5, 0, OptionalLong.of(10))).isTrue();
        assertThat(policy.isMet(0, 5, UNKNOWN)).isFalse();
    }
}
