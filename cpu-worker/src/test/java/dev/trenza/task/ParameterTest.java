package dev.trenza.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "64k, 65536",
        "64 KiB, 65536",
        "256m, 268435456",
        "256MB, 268435456",
        "1.5g, 1610612736",
        "1t, 1099511627776",
        "7b, 7",
        "9223372036854775807, 9223372036854775807"
    })
    void sizesAreReadAsPowersOf1024(String text, long bytes) {
        assertThat(parse(Parameter.Type.SIZE, text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "m", "1x", "1e3", "9223372036854775808", "8388608t"})
    void whatIsNoSizeIsRefusedByName(String text) {
        assertThatThrownBy(() -> parse(Parameter.Type.SIZE, text))
                .isInstanceOf(InvalidParametersException.class)
                .hasMessage("task 't': 'p' must be a size such as 4096, 64k, 256m or 1.5g, was '" + text + "'");
    }

    @Test
    void aListKeepsItsElementsAndTheirNulls() {
        List<Object> given = new ArrayList<>(Arrays.asList("a", 1, null));

        Object list = parse(Parameter.Type.LIST, given);
        given.clear();

        assertThat(list).isEqualTo(Arrays.asList("a", 1, null));
    }

    @Test
    void aSingleValueIsAListOfOne() {
        assertThat(parse(Parameter.Type.LIST, "a")).isEqualTo(List.of("a"));
        assertThat(parse(Parameter.Type.LIST, Map.of("k", 1))).isEqualTo(List.of(Map.of("k", 1)));
    }

    @Test
    void aListIsNoText() {
        assertThatThrownBy(() -> parse(Parameter.Type.STRING, List.of("a")))
                .hasMessage("task 't': 'p' must be a text, was '[a]'");
    }

    @Test
    void aChoiceMayBeTypedInUpperCase() {
        Parameter parameter = Parameter.choice("p", "path", List.of("path", "text"), "");

        assertThat(Parameters.of("t", List.of(parameter), Map.of("p", "TEXT")).string("p"))
                .isEqualTo("text");
        assertThatThrownBy(() -> Parameters.of("t", List.of(parameter), Map.of("p", "txt")))
                .hasMessage("task 't': 'p' must be one of: path, text, was 'txt'");
    }

    private static Object parse(Parameter.Type type, Object given) {
        Parameters parameters = Parameters.of("t", List.of(Parameter.required("p", type, "")), Map.of("p", given));
        return switch (type) {
            case SIZE -> parameters.size("p");
            case LIST -> parameters.list("p");
            default -> parameters.string("p");
        };
    }
}
