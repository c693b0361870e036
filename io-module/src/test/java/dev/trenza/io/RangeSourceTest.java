package dev.trenza.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class RangeSourceTest {

    @Test
    void aBareNumberIsTheEnd() {
        assertThat(range(5).collectList().block()).isEqualTo(List.of(0L, 1L, 2L, 3L, 4L));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 4, 1, 1 2 3",
        "0, 10, 3, 0 3 6 9",
        "0, 9, 3, 0 3 6",
        "5, 0, -2, 5 3 1",
        "0, -1, -1, 0",
        "3, 3, 1, ''",
        "3, 3, -1, ''",
        "4, 3, 1, ''",
        "3, 4, -1, ''",
        "9223372036854775805, 9223372036854775807, 5, 9223372036854775805",
        "-9223372036854775807, -9223372036854775808, -2, -9223372036854775807",
        "-9223372036854775808, 9223372036854775807, 9223372036854775807, -9223372036854775808 -1 9223372036854775806"
    })
    void itIsTheRangeOfPython(long from, long to, long step, String expected) {
        List<Object> numbers = range(Map.of("from", from, "to", to, "step", step))
                .collectList()
                .block();

        assertThat(numbers)
                .isEqualTo(Arrays.stream(expected.split(" "))
                        .filter(text -> !text.isEmpty())
                        .map(Long::valueOf)
                        .toList());
    }

    @Test
    void numbersComeOnDemandHoweverManyThereAre() {
        StepVerifier.create(range(Long.MAX_VALUE), 0)
                .thenRequest(2)
                .expectNext(0L, 1L)
                .thenRequest(1)
                .expectNext(2L)
                .thenCancel()
                .verify();
    }

    @Test
    void tenMillionTakeNoRoom() {
        assertThat(range(10_000_000).count().block()).isEqualTo(10_000_000);
    }

    @Test
    void whatCannotEndOrIsNoNumberIsRefusedAtOnce() {
        assertThatThrownBy(() -> range(Map.of("to", 5, "step", 0)))
                .hasMessage("'step' must not be 0, or the range would never end");
        assertThatThrownBy(() -> range("five")).hasMessage("source 'range': 'to' must be a whole number, was 'five'");
        assertThatThrownBy(() -> range(Map.of("too", 5)))
                .hasMessageContaining("source 'range' has no parameter 'too'; did you mean 'to'?")
                .hasMessageContaining("source 'range': 'to' is missing");
    }

    private static Flux<Object> range(Object setting) {
        return SourceCatalog.load(null).open("range", setting);
    }
}
