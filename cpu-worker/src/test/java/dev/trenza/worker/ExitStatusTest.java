package dev.trenza.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExitStatusTest {

    @Test
    void everyStatusIsKnownByItsCodeWhichNoOtherHas() {
        assertThat(ExitStatus.values())
                .allSatisfy(status -> assertThat(ExitStatus.of(status.code())).contains(status));
        assertThat(Arrays.stream(ExitStatus.values()).map(ExitStatus::code)).doesNotHaveDuplicates();
    }

    @Test
    void whatIsNotListedIsATasksDoing() {
        assertThat(ExitStatus.of(42)).isEmpty();
        assertThat(ExitStatus.of(137)).isEmpty();
    }
}
