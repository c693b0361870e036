package dev.trenza.app.newtask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewProjectTest {

    private static final Path ROOT = Path.of(System.getProperty("trenza.root"));
    private static final Pattern PLUGIN =
            Pattern.compile("<artifactId>(maven-\\w+-plugin)</artifactId>\\s*<version>([^<]+)</version>");

    private final TaskName task = TaskName.of("word-count");

    @TempDir
    private Path folder;

    private Path home;
    private String version;

    @BeforeEach
    void install() throws IOException {
        home = folder.resolve("home");
        version = Template.of(task, "").fill("version").strip();
        for (String jar : List.of("lib/trenza-worker", "lib/trenza-core", "kit/trenza-test")) {
            Path file = home.resolve(jar + "-" + version + ".jar");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "bytes of " + jar);
        }
    }

    @Test
    void allFilesAreThereAndNothingIsLeftToFillIn() throws IOException {
        Path project = folder.resolve("words");

        NewProject.write(task, project, home);

        assertThat(files(project))
                .contains(
                        ".gitignore",
                        ".mvn/wrapper/maven-wrapper.properties",
                        "README.md",
                        "mvnw",
                        "mvnw.cmd",
                        "pom.xml",
                        "src/main/java/tasks/wordcount/WordCountTask.java",
                        "src/main/resources/META-INF/services/dev.trenza.task.NamedTask",
                        "src/test/java/tasks/wordcount/WordCountTaskTest.java")
                .filteredOn(file -> file.startsWith("repository/"))
                .hasSize(6);
        for (String file : files(project)) {
            if (!file.startsWith("mvnw")) {
                assertThat(Files.readString(project.resolve(file)))
                        .as(file)
                        .isNotBlank()
                        .doesNotContainPattern("@[a-z0-9.]+@");
            }
        }
        assertThat(project.resolve("mvnw")).isExecutable();
        assertThat(project.resolve("repository/dev/trenza/trenza-core/" + version + "/trenza-core-" + version + ".jar"))
                .hasContent("bytes of lib/trenza-core");
        assertThat(files(folder)).noneMatch(file -> file.startsWith(".trenza"));
    }

    @Test
    void anotherBuildOfTheSameVersionIsAnotherRepositoryForMaven() throws IOException {
        NewProject.write(task, folder.resolve("one"), home);
        Files.writeString(home.resolve("kit/trenza-test-" + version + ".jar"), "other bytes");
        NewProject.write(task, folder.resolve("two"), home);

        Pattern id = Pattern.compile("<id>(trenza-[0-9a-f]{12})</id>");

        assertThat(List.of("one", "two"))
                .extracting(name -> id.matcher(Files.readString(folder.resolve(name + "/pom.xml")))
                        .results()
                        .findFirst()
                        .map(found -> found.group(1))
                        .orElse("none"))
                .doesNotContain("none")
                .doesNotHaveDuplicates();
    }

    @Test
    void whatExistsIsNeverTouched() throws IOException {
        Path file = Files.writeString(folder.resolve("words"), "mine");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));

        assertThatThrownBy(() -> NewProject.write(task, file, home)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> NewProject.write(task, link, home)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("mine");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    @Test
    void anIncompleteInstallationLeavesNothingBehind() throws IOException {
        Files.delete(home.resolve("kit/trenza-test-" + version + ".jar"));

        assertThatThrownBy(() -> NewProject.write(task, folder.resolve("a/words"), home))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("trenza-test")
                .hasMessageContaining("install it again");
        assertThat(files(folder.resolve("a"))).isEmpty();
    }

    @Test
    void itsPluginsAreThoseOfThisProject() throws IOException {
        NewProject.write(task, folder.resolve("words"), home);

        Map<String, String> ours = plugins(ROOT.resolve("pom.xml"));
        Map<String, String> made = plugins(folder.resolve("words/pom.xml"));

        assertThat(made).hasSizeGreaterThan(5);
        assertThat(ours).containsAllEntriesOf(made);
    }

    private static Map<String, String> plugins(Path pom) throws IOException {
        return PLUGIN.matcher(Files.readString(pom))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), (MatchResult found) -> found.group(2)));
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
