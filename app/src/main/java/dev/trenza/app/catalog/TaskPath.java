package dev.trenza.app.catalog;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The jars and class folders in which tasks are found: those of the installation, then those that the user named.
 * Immutable.
 *
 * @param entries what goes onto a class path
 */
public record TaskPath(List<Path> entries) {

    private static final String INSTALLED = "trenza.task.path";

    /** Copies the entries. */
    public TaskPath {
        entries = List.copyOf(entries);
    }

    /** What the installation brings: each sub-folder of its task folder is a guest with its jars. */
    public static TaskPath installed() {
        String folder = System.getProperty(INSTALLED, "");
        return new TaskPath(List.of()).with(folder.isEmpty() ? List.of() : List.of(Path.of(folder)));
    }

    /**
     * The same path and more behind it.
     *
     * @param more jars, folders of classes, folders of jars, or folders of such; what does not exist is left out
     */
    public TaskPath with(List<Path> more) {
        List<Path> all = new ArrayList<>(entries);
        more.stream().flatMap(path -> expand(path, true).stream()).forEach(all::add);
        return new TaskPath(all.stream().distinct().toList());
    }

    /** As it is typed: separated by {@code :} on POSIX systems. */
    public static List<Path> parse(String text) {
        return Stream.of(text.split(File.pathSeparator))
                .filter(part -> !part.isBlank())
                .map(Path::of)
                .toList();
    }

    private static List<Path> expand(Path path, boolean deeper) {
        if (Files.isRegularFile(path) || Files.isDirectory(path.resolve("META-INF"))) {
            return List.of(path.toAbsolutePath().normalize());
        }
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(path)) {
            return children.filter(child -> isJar(child) || (deeper && Files.isDirectory(child)))
                    .sorted()
                    .flatMap(child -> expand(child, false).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isJar(Path path) {
        return Objects.toString(path.getFileName()).endsWith(".jar") && Files.isRegularFile(path);
    }
}
