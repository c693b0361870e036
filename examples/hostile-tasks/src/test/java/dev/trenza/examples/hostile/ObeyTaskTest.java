package dev.trenza.examples.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trenza.task.Parameters;
import dev.trenza.task.TaskCatalog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObeyTaskTest {

    @Test
    void itIsFoundByItsName() {
        TaskCatalog catalog = TaskCatalog.load(getClass().getClassLoader());

        assertThat(catalog.task("obey")).isInstanceOf(ObeyTask.class);
    }

    @Test
    void aFileIsObeyedLikeItsBytes(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("command.txt"), "echo  still here \n");

        assertThat(obey(file.toString())).isEqualTo("still here");
        assertThat(obey(Files.readAllBytes(file))).isEqualTo("still here");
    }

    @Test
    void throwFailsWithItsMessage() {
        assertThatThrownBy(() -> obey(bytes("throw up")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("up");
    }

    @Test
    void whatIsNoCommandIsTold() {
        assertThatThrownBy(() -> obey(bytes("dance")))
                .hasMessage("'dance' is no command; known: echo, print, log, throw, exit, halt, spin, allocate");
        assertThatThrownBy(() -> obey(7L)).hasMessage("'obey' takes a path (a string) or bytes, was the number 7");
    }

    static byte[] bytes(String command) {
        return command.getBytes(StandardCharsets.UTF_8);
    }

    static @Nullable Object obey(Object input) throws Exception {
        return new ObeyTask().create(Parameters.of("obey", List.of(), Map.of())).run(input);
    }
}
