package dev.trenza.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trenza.task.NamedTask;
import dev.trenza.task.Task;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskNameTest {

    private static final Task<Integer, Integer> FIELD_LAMBDA = x -> x + 1;

    @Test
    void aNamedTaskIsCalledByItsName() {
        assertThat(TaskName.of(NamedTask.reference("digest", Map.of()))).isEqualTo("digest");
    }

    @Test
    void aMethodReferenceIsCalledByItsMethod() {
        Task<Integer, Integer> task = Math::abs;

        assertThat(TaskName.of(task)).isEqualTo("Math::abs");
    }

    @Test
    void aLambdaIsCalledByTheMethodAroundIt() {
        Task<Integer, Integer> task = x -> x + 1;

        assertThat(TaskName.of(task)).isEqualTo("lambda in TaskNameTest.aLambdaIsCalledByTheMethodAroundIt");
    }

    @Test
    void aLambdaInAFieldIsCalledByItsClass() {
        assertThat(TaskName.of(FIELD_LAMBDA)).isEqualTo("lambda in TaskNameTest.static");
    }

    @Test
    void aTaskMayCallItselfByAName() {
        Task<Integer, Integer> task = new Task<>() {
            @Override
            public Integer run(Integer input) {
                return input;
            }

            @Override
            public String toString() {
                return "read";
            }
        };

        assertThat(TaskName.of(task)).isEqualTo("read");
    }

    @Test
    void aTaskClassIsCalledByItsName() {
        assertThat(TaskName.of(new Increment())).isEqualTo("TaskNameTest.Increment");
    }

    private static final class Increment implements Task<Integer, Integer> {

        private static final long serialVersionUID = 1;

        @Override
        public Integer run(Integer input) {
            return input + 1;
        }
    }
}
