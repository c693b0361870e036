package dev.trenza.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.task.NamedTask;
import dev.trenza.task.Task;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskDefinitionTest {

    private static final ClassLoader LOADER = TaskDefinitionTest.class.getClassLoader();

    static final class Doubler implements Task<Integer, Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Integer run(Integer input) {
            return 2 * input;
        }
    }

    private static int square(int x) {
        return x * x;
    }

    @SuppressWarnings("unchecked")
    private static Object run(TaskDefinition definition, Object input) throws Exception {
        return ((Task<Object, Object>) definition.deserialise(LOADER)).run(input);
    }

    @Test
    void lambdasMethodReferencesAndClassesAreShippedAndRun() throws Exception {
        int captured = 10;
        Task<Integer, Integer> lambda = x -> x + captured;
        Task<Integer, Integer> reference = TaskDefinitionTest::square;

        assertThat(run(TaskDefinition.of(lambda), 1)).isEqualTo(11);
        assertThat(run(TaskDefinition.of(reference), 3)).isEqualTo(9);
        assertThat(run(TaskDefinition.of(new Doubler()), 3)).isEqualTo(6);
    }

    @Test
    void theyAreNamedSoThatAReaderFindsThem() throws IOException {
        Task<Integer, Integer> lambda = x -> x + 1;
        Task<Integer, Integer> reference = TaskDefinitionTest::square;

        assertThat(TaskDefinition.of(lambda).name())
                .isEqualTo("lambda in TaskDefinitionTest.theyAreNamedSoThatAReaderFindsThem");
        assertThat(TaskDefinition.of(reference).name()).isEqualTo("TaskDefinitionTest::square");
        assertThat(TaskDefinition.of(new Doubler()).name()).endsWith("Doubler");
        assertThat(TaskDefinition.of(NamedTask.reference("digest", Map.of())).name())
                .isEqualTo("digest");
    }

    @Test
    void aCaptureThatThrowsWhenItIsWrittenIsToldToo() {
        class Angry implements Serializable {
            private static final long serialVersionUID = 1;

            private void writeObject(ObjectOutputStream out) {
                throw new IllegalStateException("not today");
            }
        }
        List<Serializable> captured = List.of(new Angry());
        Task<Integer, Integer> task = x -> x + captured.size();

        assertThatThrownBy(() -> TaskDefinition.of(task)).isInstanceOf(IOException.class);
    }

    @Test
    void aCaptureThatRefusesIsToldToo() {
        Refusing captured = new Refusing();
        Task<Integer, Integer> task = x -> x + captured.hashCode();

        assertThatThrownBy(() -> TaskDefinition.of(task))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be serialised")
                .hasMessageContaining("not today");
    }

    static final class Refusing implements Serializable {
        private static final long serialVersionUID = 1;

        private void writeObject(ObjectOutputStream out) {
            throw new IllegalStateException("not today");
        }
    }

    @Test
    void aNamedTaskCrossesAsItsNameAndParameters() throws IOException {
        Task<Object, Object> task = NamedTask.reference("digest", Map.of("algorithm", "sha-256", "limit", 3L));

        TaskDefinition definition = TaskDefinition.of(task);

        assertThat(definition.isNamed()).isTrue();
        assertThat(definition.reference()).isEqualTo(task);
    }

    @Test
    void parametersThatAreNoMapAreRefused() throws IOException {
        TaskDefinition lie = new TaskDefinition("digest", true, ValueCodec.PLAIN.encode(List.of(1)));

        assertThatThrownBy(lie::reference).isInstanceOf(IOException.class).hasMessageContaining("'digest'");
    }

    @Test
    void theSameTaskIsTheSameDefinition() throws IOException {
        Task<Integer, Integer> reference = TaskDefinitionTest::square;

        assertThat(TaskDefinition.of(reference)).isEqualTo(TaskDefinition.of(reference));
        assertThat(TaskDefinition.of(reference)).hasSameHashCodeAs(TaskDefinition.of(reference));
        assertThat(TaskDefinition.of(adder(1))).isEqualTo(TaskDefinition.of(adder(1)));
        assertThat(TaskDefinition.of(adder(1))).isNotEqualTo(TaskDefinition.of(adder(2)));
        assertThat(TaskDefinition.of(new Doubler())).isNotEqualTo(TaskDefinition.of(reference));
    }

    private static Task<Integer, Integer> adder(int summand) {
        return x -> x + summand;
    }
}
