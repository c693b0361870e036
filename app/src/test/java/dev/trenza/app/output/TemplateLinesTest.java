package dev.trenza.app.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.core.pipeline.StreamOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateLinesTest {

    @Test
    void placeholdersAndEscapesAreFilledIn() {
        assertThat(line("{value}  {}", OutcomesOfTests.success("s", 0, "a.txt", "abc")))
                .isEqualTo("abc  a.txt\n");
        assertThat(line("{seq}\\t{stream}\\\\\\n{/.}", OutcomesOfTests.success("s", 7, "d/a.txt", 1)))
                .isEqualTo("7\ts\\\na\n");
    }

    @Test
    void aResultOfAnyTypeHasAText() {
        assertThat(line("{value}", OutcomesOfTests.success("s", 0, "x", 9L))).isEqualTo("9\n");
        assertThat(line("{value}", OutcomesOfTests.success("s", 0, "x", null))).isEqualTo("\n");
        assertThat(line("{value}", OutcomesOfTests.success("s", 0, "x", new byte[] {0, -1})))
                .isEqualTo("AP8=\n");
        assertThat(line("{value}", OutcomesOfTests.success("s", 0, "x", Map.of("words", List.of(1, 2)))))
                .isEqualTo("{\"words\":[1,2]}\n");
    }

    @Test
    void aFailureIsNoLine() {
        assertThat(line("{value}", OutcomesOfTests.failure("s", 0, "x", "failed", null)))
                .isEmpty();
    }

    @Test
    void aWrongTemplateIsRefusedWithWhatMayHaveBeenMeant() {
        assertThatThrownBy(() -> LineTemplate.parse("{vlaue}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("value");
        assertThatThrownBy(() -> LineTemplate.parse("a\\q"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'\\q' is no escape; there are \\n \\t \\0 \\\\");
    }

    private static String line(String template, StreamOutcome outcome) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TemplateLines lines = new TemplateLines(LineTemplate.parse(template), out)) {
            lines.write(outcome);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
