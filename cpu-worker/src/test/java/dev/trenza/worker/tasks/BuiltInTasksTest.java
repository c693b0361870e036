package dev.trenza.worker.tasks;

import static dev.trenza.worker.tasks.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.task.NamedTask;
import dev.trenza.task.TaskCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltInTasksTest {

    @TempDir
    Path directory;

    @Test
    void theBuiltInTasksAreFound() {
        assertThat(TaskCatalog.load(null).tasks())
                .extracting(NamedTask::name)
                .contains("digest", "gunzip", "gzip", "lines-matching", "primes", "square", "wordcount");
    }

    @Test
    void everyTaskAndParameterIsDescribedInOneLine() {
        assertThat(TaskCatalog.load(null).tasks()).allSatisfy(task -> {
            assertThat(task.description()).isNotBlank().doesNotContain("\n");
            assertThat(task.input()).isNotBlank().doesNotContain("\n");
            assertThat(task.output()).isNotBlank().doesNotContain("\n");
            assertThat(task.parameters())
                    .allSatisfy(parameter ->
                            assertThat(parameter.description()).isNotBlank().doesNotContain("\n"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"digest", "wordcount", "lines-matching", "gzip", "gunzip"})
    void whatCannotBeReadIsNamedWithItsRemedy(String task) {
        Path missing = directory.resolve("missing");
        Map<String, ?> parameters = task.equals("lines-matching") ? Map.of("pattern", "x") : Map.of();

        assertThatThrownBy(() -> call(task, parameters, missing.toString()))
                .hasMessage("'" + missing + "' cannot be read: there is no such file");
        assertThatThrownBy(() -> call(task, parameters, directory))
                .hasMessage("'" + directory + "' cannot be read: it is a directory");
        assertThatThrownBy(() -> call(task, parameters, 42))
                .hasMessage("'" + task + "' takes a path, or bytes, was the number 42");
        assertThatThrownBy(() -> call(task, parameters, null))
                .hasMessage("'" + task + "' takes a path, or bytes, was null");
        assertThatThrownBy(() -> call(task, parameters, List.of("a", "b")))
                .hasMessage("'" + task + "' takes a path, or bytes, was a list of 2");
        assertThatThrownBy(() -> call(task, parameters, Map.of("text", "a")))
                .hasMessage("'" + task + "' takes a path, or bytes, was a map with the fields [text]; say which of them"
                        + " to take with 'field'");
        assertThatThrownBy(() -> call(task, parameters, "a\nb"))
                .hasMessage("'" + task + "' takes a path, was the text 'a\nb'; if it is the content itself, say"
                        + " 'input: text'");
        assertThatThrownBy(() -> call(task, parameters, "a\0b")).hasMessageContaining("Nul character not allowed");
    }

    @Test
    void contentIsAPathOrBytesOrATextOrAFieldOfThese() throws Exception {
        Path file = Files.writeString(directory.resolve("f"), "abc");
        String digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

        assertThat(call("digest", Map.of(), file)).isEqualTo(digest);
        assertThat(call("digest", Map.of(), file.toFile())).isEqualTo(digest);
        assertThat(call("digest", Map.of(), file.toString())).isEqualTo(digest);
        assertThat(call("digest", Map.of(), new byte[] {'a', 'b', 'c'})).isEqualTo(digest);
        assertThat(call("digest", Map.of("input", "text"), "abc")).isEqualTo(digest);
        assertThat(call("digest", Map.of("field", "p"), Map.of("p", file.toString())))
                .isEqualTo(Map.of("p", file.toString(), "digest", digest));
        assertThat(call("digest", Map.of("field", "t", "input", "text"), Map.of("t", "abc")))
                .isEqualTo(Map.of("t", "abc", "digest", digest));
    }

    @Test
    void theFieldsOfAResultJoinThoseOfTheMap() throws Exception {
        assertThat(call("wordcount", Map.of("field", "t", "input", "text"), Map.of("t", "one two\n", "title", "T")))
                .isEqualTo(Map.of("t", "one two\n", "title", "T", "lines", 1L, "words", 2L, "chars", 8L, "bytes", 8L));
        assertThat(call(
                        "lines-matching",
                        Map.of("field", "t", "input", "text", "pattern", "o", "count-only", "true"),
                        Map.of("t", "one two\n")))
                .isEqualTo(Map.of("t", "one two\n", "count", 1L));
    }

    @Test
    void aFieldThatIsNotThereBringsTheNearestOne() {
        assertThatThrownBy(() -> call("digest", Map.of("field", "txet"), Map.of("text", "a")))
                .hasMessage("the value has no field 'txet'; did you mean 'text'?");
        assertThatThrownBy(() -> call("digest", Map.of("field", "text"), "plain"))
                .hasMessage("'digest' takes the field 'text' of a map, was the text 'plain'; leave out 'field' to take"
                        + " the value itself");
    }
}
