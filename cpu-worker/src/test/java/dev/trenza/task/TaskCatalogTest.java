package dev.trenza.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskCatalogTest {

    @TempDir
    Path folder;

    /** Public, for the service loader makes it. */
    public static class Repeat implements NamedTask {
        @Override
        public String name() {
            return "repeat";
        }

        @Override
        public String description() {
            return "Repeats a text.";
        }

        @Override
        public String input() {
            return "a text";
        }

        @Override
        public String output() {
            return "a longer text";
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(Parameter.optional("times", Parameter.Type.INTEGER, 2, "how often"));
        }

        @Override
        public Task<Object, Object> create(Parameters parameters) {
            int times = (int) parameters.integer("times");
            return input -> input.toString().repeat(times);
        }
    }

    /** Has the name of another one. */
    public static final class Twin extends Repeat {}

    private TaskCatalog catalogOf(Class<?>... tasks) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        List<String> names = List.of(tasks).stream().map(Class::getName).toList();
        Files.write(services.resolve(NamedTask.class.getName()), names);
        return TaskCatalog.load(new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader()));
    }

    @Test
    void aTaskOnThePathIsFoundAndMadeWithItsParameters() throws Exception {
        TaskCatalog catalog = catalogOf(Repeat.class);

        assertThat(catalog.contains("repeat")).isTrue();
        assertThat(catalog.task("repeat").description()).isEqualTo("Repeats a text.");
        assertThat(catalog.create(new TaskReference("repeat", Map.of("times", 3)))
                        .run("ab"))
                .isEqualTo("ababab");
        assertThat(catalog.create(new TaskReference("repeat", Map.of())).run("ab"))
                .isEqualTo("abab");
    }

    @Test
    void tasksAreInTheOrderOfTheirNamesAndCannotBeChanged() throws IOException {
        TaskCatalog catalog = catalogOf(Repeat.class);

        assertThat(catalog.tasks()).extracting(NamedTask::name).isSorted().contains("repeat");
        assertThatThrownBy(() -> catalog.tasks().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aNameThatNobodyHasIsToldWithTheNearest() throws IOException {
        TaskCatalog catalog = catalogOf(Repeat.class);

        assertThatThrownBy(() -> catalog.task("repaet"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("no task is named 'repaet'; did you mean 'repeat'?");
    }

    @Test
    void parametersThatDoNotFitAreTold() throws IOException {
        TaskCatalog catalog = catalogOf(Repeat.class);

        assertThatThrownBy(() -> catalog.create(new TaskReference("repeat", Map.of("times", "x"))))
                .isInstanceOf(InvalidParametersException.class)
                .hasMessageContaining("'times' must be a whole number");
    }

    @Test
    void twoTasksOfOneNameAreRefusedWithTheRemedy() {
        assertThatThrownBy(() -> catalogOf(Repeat.class, Twin.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two tasks are named 'repeat'")
                .hasMessageContaining(Repeat.class.getName())
                .hasMessageContaining(Twin.class.getName())
                .hasMessageContaining("task path");
    }

    @Test
    void aTaskThatIsListedButNotThereIsAnError() {
        assertThatThrownBy(() -> catalogOf(TaskCatalogTest.class)).isInstanceOf(ServiceConfigurationError.class);
    }

    @Test
    void aReferenceRunsWhereTheContextLoaderHasItsTask() throws Exception {
        catalogOf(Repeat.class);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            thread.setContextClassLoader(loader);

            Object result = NamedTask.reference("repeat", Map.of("times", 1)).run("ab");

            assertThat(result).isEqualTo("ab");
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
