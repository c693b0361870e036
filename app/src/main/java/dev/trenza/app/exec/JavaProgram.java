package dev.trenza.app.exec;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program: its class path, its main class, and what its JVM must be told. Immutable.
 *
 * @param classPath jars and folders of classes, absolute
 * @param main the name of the class
 * @param jvmArguments that the manifest of its jar asks for
 */
public record JavaProgram(List<Path> classPath, String main, List<String> jvmArguments) {

    private static final Attributes.Name ADD_EXPORTS = new Attributes.Name("Add-Exports");
    private static final Attributes.Name ADD_OPENS = new Attributes.Name("Add-Opens");
    private static final int CODE_BYTES = 8;

    /** Copies the lists. */
    public JavaProgram {
        classPath = List.copyOf(classPath);
        jvmArguments = List.copyOf(jvmArguments);
    }

    /**
     * The program of a jar, as {@code java -jar} would find it.
     *
     * @param main another class than the one in its manifest
     * @throws IllegalArgumentException if there is no such jar, or no main class in it
     */
    public static JavaProgram ofJar(Path jar, @Nullable String main) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Attributes attributes = Optional.ofNullable(file.getManifest())
                    .map(Manifest::getMainAttributes)
                    .orElseGet(Attributes::new);
            String name = main != null ? main : attributes.getValue(Attributes.Name.MAIN_CLASS);
            if (name == null) {
                throw new IllegalArgumentException(
                        "the manifest of '" + jar + "' names no main class; name one: --main com.example.Main");
            }
            List<String> arguments = new ArrayList<>();
            allUnnamed("--add-exports", attributes.getValue(ADD_EXPORTS)).forEach(arguments::add);
            allUnnamed("--add-opens", attributes.getValue(ADD_OPENS)).forEach(arguments::add);
            return new JavaProgram(List.of(jar.toAbsolutePath()), name.strip(), arguments).checked();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    Files.exists(jar) ? "'" + jar + "' is no jar: " + e.getMessage() : "there is no jar '" + jar + "'",
                    e);
        }
    }

    private static Stream<String> allUnnamed(String option, @Nullable String packages) {
        return packages == null
                ? Stream.empty()
                : Stream.of(packages.strip().split("\\s+", -1)).map(name -> option + "=" + name + "=ALL-UNNAMED");
    }

    /**
     * The program of a class path, as {@code java -cp} would find it.
     *
     * @param classPath joined by {@code :}; {@code folder/*} stands for all its jars
     * @throws IllegalArgumentException if something on it does not exist, or the class is not on it
     */
    public static JavaProgram ofClassPath(String classPath, String main) {
        List<Path> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (entry.equals("*") || entry.endsWith("/*")) {
                entries.addAll(jarsIn(Path.of(entry.equals("*") ? "." : entry.substring(0, entry.length() - 1))));
            } else if (!entry.isEmpty()) {
                Path path = Path.of(entry).toAbsolutePath();
                if (!Files.exists(path)) {
                    throw new IllegalArgumentException("-cp: '" + entry + "' does not exist");
                }
                entries.add(path);
            }
        }
        return new JavaProgram(entries, main, List.of()).checked();
    }

    private static List<Path> jarsIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .map(Path::toAbsolutePath)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalArgumentException("-cp: '" + folder + "/*': there is no such folder", e);
        }
    }

    /** What is certain to fail for each item, is told once. A jar may name others in its manifest: those are not looked into. */
    private JavaProgram checked() {
        String name = main.replace('.', '/') + ".class";
        boolean mayBeElsewhere = false;
        for (Path entry : classPath) {
            if (Files.isDirectory(entry)) {
                if (Files.exists(entry.resolve(name))) {
                    return this;
                }
                continue;
            }
            try (JarFile jar = new JarFile(entry.toFile())) {
                if (jar.getEntry(name) != null) {
                    return this;
                }
                Manifest manifest = jar.getManifest();
                mayBeElsewhere |=
                        manifest != null && manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH) != null;
            } catch (IOException e) {
                throw new IllegalArgumentException("'" + entry + "' on the class path is no jar: " + e.getMessage(), e);
            }
        }
        if (mayBeElsewhere) {
            return this;
        }
        throw new IllegalArgumentException("there is no class '" + main + "' in "
                + (classPath.isEmpty() ? "an empty class path" : "'" + joinedClassPath() + "'"));
    }

    /** What people call it: the name of its class. */
    public String name() {
        return main.substring(main.lastIndexOf('.') + 1);
    }

    /**
     * A line for each jar and folder on its class path that is another one when its content is.
     *
     * @throws IOException if one cannot be read
     */
    public List<String> fingerprints() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path entry : classPath) {
            MessageDigest digest = sha256();
            for (Path file : filesIn(entry)) {
                digest.update(entry.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
            }
            lines.add("program " + entry.getFileName() + ", code "
                    + HexFormat.of().formatHex(digest.digest(), 0, CODE_BYTES));
        }
        return lines;
    }

    private static List<Path> filesIn(Path entry) throws IOException {
        try (Stream<Path> files = Files.walk(entry)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** As {@code -cp} takes it. */
    public String joinedClassPath() {
        return classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
