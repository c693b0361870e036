package dev.trenza.app.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SECOND = 1_000_000_000;

    private final Pace pace = new Pace();

    @Test
    void thePaceIsThatOfTheLastTenSeconds() {
        for (int second = 1; second <= 60; second++) {
            pace.look(second * SECOND, second * 100L);
        }
        assertThat(pace.perSecond()).isEqualTo(100);

        for (int second = 61; second <= 75; second++) {
            pace.look(second * SECOND, 6_000);
        }
        assertThat(pace.perSecond()).as("it stands still").isZero();
        assertThat(pace.nanosFor(10)).as("nobody knows for how long").isEmpty();
    }

    @Test
    void theRestTakesAsLongAsThePaceSays() {
        pace.look(2 * SECOND, 100);

        assertThat(pace.nanosFor(50)).hasValue(SECOND);
        assertThat(pace.nanosFor(0)).hasValue(0);
        assertThat(pace.nanosFor(-1)).as("there are more than was said").isEmpty();
    }

    @Test
    void beforeTheFirstLookThereIsNone() {
        assertThat(pace.perSecond()).isZero();
    }
}
