package dev.trenza.app.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The items that run, by their numbers. */
class RunningItemsTest {

    private static final int ITEMS = 10_000;

    @Test
    void eachItemIsTakenOnceHoweverLongItRan() {
        RunningItems items = new RunningItems();

        for (long number = 0; number < ITEMS; number++) {
            items.put(number, new ItemKey(number, 0, 0));
            if (number % 100 != 0) {
                assertThat(items.take(number)).contains(new ItemKey(number, 0, 0));
            }
        }

        for (long number = 0; number < ITEMS; number++) {
            boolean isLate = number % 100 == 0;
            assertThat(items.take(number).isPresent()).as("%d", number).isEqualTo(isLate);
        }
    }
}
