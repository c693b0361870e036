package dev.trenza.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

    private static final List<Parameter> DECLARED = List.of(
            Parameter.required("pattern", Parameter.Type.PATTERN, "what to look for"),
            Parameter.optional("limit", Parameter.Type.INTEGER, 10, "most matches"),
            Parameter.optional("timeout", Parameter.Type.DURATION, "1.5s", "of one file"),
            Parameter.optional("ratio", Parameter.Type.NUMBER, null, "of matches"),
            Parameter.optional("count", Parameter.Type.BOOLEAN, false, "count only"),
            Parameter.choice("input", "path", List.of("path", "text"), "what an item is"));

    private static Parameters of(Map<String, ?> given) {
        return Parameters.of("grep", DECLARED, given);
    }

    @Test
    void whatIsGivenIsTakenAndWhatIsNotHasItsDefault() {
        Parameters parameters = of(Map.of("pattern", "a+", "limit", "3"));

        assertThat(parameters.pattern("pattern").pattern()).isEqualTo("a+");
        assertThat(parameters.integer("limit")).isEqualTo(3);
        assertThat(parameters.duration("timeout")).isEqualTo(Duration.ofMillis(1500));
        assertThat(parameters.flag("count")).isFalse();
        assertThat(parameters.string("input")).isEqualTo("path");
        assertThat(parameters.has("ratio")).isFalse();
        assertThat(parameters.optionalString("ratio")).isEmpty();
    }

    @Test
    void whatIsAbsentIsToldByNameWhenItIsReadAnyway() {
        assertThatThrownBy(() -> of(Map.of("pattern", "a")).number("ratio"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameter 'ratio' was neither given nor has a default");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceInOrder() {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("limti", 1);
        given.put("limit", "many");
        given.put("count", "yes");

        assertThatThrownBy(() -> of(given)).isInstanceOfSatisfying(InvalidParametersException.class, e -> {
            assertThat(e.getMessage().lines())
                    .containsExactly(
                            "task 'grep' has no parameter 'limti'; did you mean 'limit'?",
                            "task 'grep': 'pattern' is missing; it must be a regular expression (what to look for)",
                            "task 'grep': 'limit' must be a whole number, was 'many'",
                            "task 'grep': 'count' must be true or false, was 'yes'");
            assertThat(e.problems())
                    .extracting(InvalidParametersException.Problem::parameter)
                    .containsExactly("limti", "pattern", "limit", "count");
        });
    }

    @Test
    void aTaskWithoutParametersSaysSo() {
        assertThatThrownBy(() -> Parameters.of("square", List.of(), Map.of("x", 1)))
                .hasMessage("task 'square' has no parameter 'x'; it takes none");
    }

    @Test
    void theKindOfTheOwnerIsTold() {
        assertThatThrownBy(() -> Parameters.of("source", "files", DECLARED, Map.of()))
                .hasMessageStartingWith("source 'files': 'pattern' is missing");
    }

    @ParameterizedTest
    @CsvSource({"200ms, PT0.2S", "1.5s, PT1.5S", "2m, PT2M", "1h, PT1H", "0s, PT0S", "PT2S, PT2S", "' 3 S ', PT3S"})
    void durationsAreReadAsPeopleWriteThem(String text, Duration expected) {
        assertThat(of(Map.of("pattern", "a", "timeout", text)).duration("timeout"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "-1s", "1 week", "PT-1S", "99999999999999h", "s", "1e3s"})
    void whatIsNoDurationIsRefused(String text) {
        assertThatThrownBy(() -> of(Map.of("pattern", "a", "timeout", text)))
                .hasMessageContaining("'timeout' must be a duration such as 200ms, 1.5s, 2m or 1h, was '" + text + "'");
    }

    @Test
    void aPatternThatIsNoneIsToldWithItsPlace() {
        assertThatThrownBy(() -> of(Map.of("pattern", "a(b")))
                .isInstanceOf(InvalidParametersException.class)
                .hasMessageContaining("'a(b' is no regular expression: Unclosed group near index 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "1.0", "1e3", "0x10", "", " 1"})
    void whatIsNoWholeNumberIsRefused(String text) {
        assertThatThrownBy(() -> of(Map.of("pattern", "a", "limit", text)))
                .hasMessageContaining("'limit' must be a whole number, was '" + text + "'");
    }

    @Test
    void aReferenceKeepsItsParametersAsTheyWere() {
        Map<String, Object> given = new LinkedHashMap<>(Map.of("k", 1));
        TaskReference reference = new TaskReference("digest", given);

        given.put("k", 2);

        assertThat(reference.parameters()).isEqualTo(Map.of("k", 1));
        assertThatThrownBy(() -> reference.parameters().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(new ArrayList<>(List.of(reference))).hasToString("[digest]");
    }
}
