package dev.trenza.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("cli")
@Timeout(120)
class HelpIT {

    @ParameterizedTest
    @ValueSource(strings = {"", "--help"})
    void withoutACommandItTeachesByExample(String argument) throws Exception {
        Trenza.Result result = argument.isEmpty() ? Trenza.run() : Trenza.run(argument);

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(String.join("\n", result.out()))
                .contains("Usage: trenza", "Examples:", "trenza map square 1 2 3", "Exit status: 0 all succeeded");
    }

    @Test
    void theVersionIsThatOfTheBuild() throws Exception {
        Trenza.Result result = Trenza.run("--version");

        assertThat(result.status()).isZero();
        assertThat(result.out().get(0)).matches("trenza \\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void wrongUsageIsToldInOneLine() throws Exception {
        Trenza.Result result = Trenza.run("mpa");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .containsExactly("trenza: unknown command 'mpa'; did you mean 'map'? (see trenza --help)");
    }
}
