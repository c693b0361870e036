package dev.trenza.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.worker.protocol.TaskDefinition;
import org.junit.jupiter.api.Test;

class TaskNumbersTest {

    private final TaskNumbers numbers = new TaskNumbers();

    private static TaskDefinition task(int i) {
        return new TaskDefinition("task " + i, true, new byte[] {(byte) i});
    }

    @Test
    void theSameTaskHasTheSameNumber() {
        int first = numbers.use(task(1));

        assertThat(numbers.use(task(1))).isEqualTo(first);
        assertThat(numbers.use(task(2))).isNotEqualTo(first);
    }

    @Test
    void aTaskThatNobodyUsesIsRememberedForTheNext() {
        int first = numbers.use(task(1));

        assertThat(numbers.release(task(1))).isZero();

        assertThat(numbers.use(task(1))).isEqualTo(first);
    }

    @Test
    void ofManyThatNobodyUsesTheOldestIsForgotten() {
        int[] number = new int[66];
        for (int i = 0; i < 66; i++) {
            number[i] = numbers.use(task(i));
        }
        int forgotten = 0;
        for (int i = 0; i < 65; i++) {
            forgotten = numbers.release(task(i));
        }

        assertThat(forgotten).isEqualTo(number[0]);
        assertThat(numbers.use(task(0))).isGreaterThan(number[65]);
        assertThat(numbers.use(task(64))).isEqualTo(number[64]);
    }

    @Test
    void aTaskThatSomebodyUsesIsNeverForgotten() {
        int used = numbers.use(task(0));
        numbers.use(task(0));
        numbers.release(task(0));

        for (int i = 1; i < 200; i++) {
            numbers.use(task(i));
            assertThat(numbers.release(task(i))).isNotEqualTo(used);
        }

        assertThat(numbers.use(task(0))).isEqualTo(used);
    }
}
