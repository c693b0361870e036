package dev.trenza.worker.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.task.Parameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrillTaskTest {

    private static Object call(Object input) throws Exception {
        return new DrillTask()
                .create(Parameters.of("drill", List.of(), Map.of()))
                .run(input);
    }

    @Test
    void aNumberIsSquaredAlsoAsTheTextThatTheCommandLineHas() throws Exception {
        assertThat(call(7)).isEqualTo(49L);
        assertThat(call("7")).isEqualTo(49L);
        assertThat(call("-7")).isEqualTo(49L);
    }

    @Test
    void whatIsNeitherANumberNorAMisdeedIsNamed() {
        assertThatThrownBy(() -> call("7th")).hasMessageStartingWith("'7th' is no misdeed; known: throw, ");
        assertThatThrownBy(() -> call(true)).hasMessageContaining("a whole number or a misdeed, was ");
    }
}
