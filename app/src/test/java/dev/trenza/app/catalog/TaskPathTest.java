package dev.trenza.app.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskPathTest {

    private static final TaskPath EMPTY = new TaskPath(List.of());

    @TempDir
    Path folder;

    @Test
    void eachSubFolderIsAGuestWithItsJars() throws IOException {
        Path own = file("own.jar");
        Path first = file("guest-a/a.jar");
        Path library = file("guest-a/lib.jar");
        Path second = file("guest-b/b.jar");
        file("guest-b/README.txt");

        assertThat(EMPTY.with(List.of(folder)).entries()).containsExactly(first, library, second, own);
    }

    @Test
    void aFolderOfClassesIsTakenAsItIs() throws IOException {
        file("classes/META-INF/services/dev.trenza.task.NamedTask");

        assertThat(EMPTY.with(List.of(folder.resolve("classes"))).entries()).containsExactly(folder.resolve("classes"));
    }

    @Test
    void nothingIsTakenTwiceAndWhatIsMissingIsLeftOut() throws IOException {
        Path jar = file("a.jar");

        assertThat(EMPTY.with(List.of(jar, folder.resolve("gone.jar"), jar)).entries())
                .containsExactly(jar);
    }

    @Test
    void whatIsTypedIsSplitLikeAClassPath() {
        assertThat(TaskPath.parse("a.jar" + File.pathSeparator + File.pathSeparator + "b"))
                .containsExactly(Path.of("a.jar"), Path.of("b"));
    }

    @Test
    void aJarThatListsWhatIsNotThereBreaksThePath() throws IOException {
        Path services = file("classes/META-INF/services/dev.trenza.task.NamedTask");
        Files.writeString(services, "acme.Gone\n");
        InstalledTasks tasks = new InstalledTasks(EMPTY.with(List.of(folder.resolve("classes"))));

        assertThatThrownBy(() -> tasks.tasks(TaskKind.CPU))
                .isInstanceOf(BrokenTaskPathException.class)
                .hasMessageContaining("acme.Gone");
    }

    @Test
    void whatIsInstalledDescribesItself() {
        InstalledTasks tasks = new InstalledTasks(EMPTY);

        assertThat(tasks.named("square").orElseThrow().kind()).isEqualTo(TaskKind.CPU);
        assertThat(tasks.named("read").orElseThrow().kind()).isEqualTo(TaskKind.IO);
        assertThat(tasks.sources()).extracting(SourceDescription::name).contains("files", "lines");
        assertThat(tasks.named("sqare")).isEmpty();
        assertThat(tasks.suggestion("sqare")).isEqualTo("; did you mean 'square'?");
    }

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }
}
