package dev.trenza.app.newtask;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A Maven project with a task and its test. Its build takes Trenza's jars from a repository in the project, for they are
 * in no other; so it needs this program no more.
 */
public final class NewProject {

    private static final List<String> EXECUTABLE = List.of("mvnw");

    private final TaskName task;
    private final Installation installation;

    private NewProject(TaskName task, Installation installation) {
        this.task = task;
        this.installation = installation;
    }

    /**
     * Writes a project: all of it, or nothing.
     *
     * @param folder of the project, which must not exist
     * @param home of this installation
     * @throws FileAlreadyExistsException if the folder exists, with whatever is in it
     * @throws IOException if something cannot be read or written
     */
    public static void write(TaskName task, Path folder, Path home) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(folder.toString());
        }
        String version = Template.of(task, "").fill("version").strip();
        Path parent = Files.createDirectories(folder.toAbsolutePath().getParent());
        // Not a temporary directory, which only its owner could read.
        Path draft = Files.createDirectory(parent.resolve(".trenza-new-task-" + UUID.randomUUID()));
        try {
            new NewProject(task, Installation.at(home, version)).writeTo(draft);
            Files.move(draft, folder);
        } catch (IOException | RuntimeException e) {
            remove(draft);
            throw e;
        }
    }

    private void writeTo(Path folder) throws IOException {
        Template template = Template.of(task, repositoryId());
        write(folder.resolve("pom.xml"), template.fill("project.pom"));
        write(folder.resolve("README.md"), template.fill("README.md"));
        write(folder.resolve(".gitignore"), template.fill("gitignore"));
        write(
                folder.resolve("src/main/java/" + task.path() + "/" + task.className() + ".java"),
                template.fill("Task.java"));
        write(
                folder.resolve("src/test/java/" + task.path() + "/" + task.className() + "Test.java"),
                template.fill("TaskTest.java"));
        write(
                folder.resolve("src/main/resources/META-INF/services/dev.trenza.task.NamedTask"),
                task.packageName() + "." + task.className() + "\n");
        writeWrapper(folder);
        writeArtifact(folder, "trenza-worker", installation.worker(), template);
        writeArtifact(folder, "trenza-core", installation.core(), template);
        writeArtifact(folder, "trenza-test", installation.test(), template);
    }

    /** With it the project needs a JDK only. */
    private static void writeWrapper(Path folder) throws IOException {
        for (String name : List.of("mvnw", "mvnw.cmd")) {
            Path file = folder.resolve(name);
            write(file, Template.bytes("wrapper/" + name));
            if (EXECUTABLE.contains(name) && !file.toFile().setExecutable(true, false)) {
                throw new IOException("'" + file + "' cannot be made executable");
            }
        }
        write(
                folder.resolve(".mvn/wrapper/maven-wrapper.properties"),
                Template.bytes("wrapper/maven-wrapper.properties"));
    }

    private void writeArtifact(Path folder, String artifact, Path jar, Template template) throws IOException {
        String version = installation.version();
        Path target = folder.resolve("repository/dev/trenza/" + artifact + "/" + version);
        write(target.resolve(artifact + "-" + version + ".pom"), template.fill(artifact + ".pom"));
        Files.copy(jar, target.resolve(artifact + "-" + version + ".jar"));
    }

    /** Maven remembers by it where a jar came from; with another build of one version it looks again. */
    private String repositoryId() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path jar : List.of(installation.worker(), installation.core(), installation.test())) {
                digest.update(Files.readAllBytes(jar));
            }
            return "trenza-" + HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes, StandardOpenOption.CREATE_NEW);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(NewProject::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
