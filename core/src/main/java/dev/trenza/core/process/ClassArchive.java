package dev.trenza.core.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A file with classes as a JVM has them in its memory (class-data sharing): a JVM that maps it starts in half the time. It
 * fits one build of the JDK and one class path; the JVM looks at both itself and does without it where it does not fit.
 * Immutable.
 *
 * <p>A static archive, for that works from 17 on, with every collector, and holds the classes of old libraries too.
 *
 * @param file where it is, or would be
 */
public record ClassArchive(Path file) {

    private static final long PATIENCE_SECONDS = 120;

    /**
     * Says nothing about an archive that does not fit. To be given after other {@code -Xlog} flags.
     */
    public static final String QUIET = "-Xlog:cds*=off:stderr";

    /** Uses an archive; a step of {@link #make} can fail with what the JVM has said. */
    @FunctionalInterface
    public interface Use {

        /** Does it. */
        void with(Path file) throws IOException;
    }

    /**
     * Where archives of this user are kept: {@code XDG_CACHE_HOME} or {@code ~/.cache}, as the freedesktop.org convention has it;
     * empty if there is neither.
     */
    public static Optional<Path> directory() {
        String cache = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        String home = System.getenv().getOrDefault("HOME", "");
        if (cache.startsWith("/")) {
            return Optional.of(Path.of(cache, "trenza", "archives"));
        }
        return home.startsWith("/") ? Optional.of(Path.of(home, ".cache", "trenza", "archives")) : Optional.empty();
    }

    /** The flags with which a JVM uses it. */
    public List<String> flags() {
        return List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + file, QUIET);
    }

    /**
     * Makes it: notes which classes are used, dumps them, tries the archive, and only then puts it into its place, for its
     * owner only. Takes some seconds; blocks.
     *
     * @param java to make it for
     * @param classPath jars, as they will stand on the command line, perhaps with others after them
     * @param rehearsal has a JVM with this class path write the list of the classes that it uses to a file
     * @param trial does the same work with the archive
     * @throws IOException if one of them fails; whatever archive was there is as it was
     */
    public void make(Path java, String classPath, Use rehearsal, Use trial) throws IOException {
        refuseDirectories(classPath);
        Path folder = makePrivate(String.valueOf(file.getParent()));
        Path scratch = Files.createTempDirectory(folder, ".making-");
        try {
            Path list = scratch.resolve("classes");
            Path made = scratch.resolve("archive");
            rehearsal.with(list);
            dump(java, classPath, list, made);
            trial.with(made);
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            PoolDirectory.removeTree(scratch);
        }
    }

    /** Only jars can be archived. */
    private static void refuseDirectories(String classPath) throws IOException {
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            if (Files.isDirectory(Path.of(entry))) {
                throw new IOException("'" + entry + "' is a directory, and only classes in jars can be archived");
            }
        }
    }

    private static Path makePrivate(String folder) throws IOException {
        return Files.createDirectories(
                Path.of(folder), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** With the collector that alone can archive objects on 17; whatever collector a JVM has, it can read them. */
    private static void dump(Path java, String classPath, Path list, Path made) throws IOException {
        run(List.of(
                java.toString(),
                "-Xshare:dump",
                "-XX:+UseG1GC",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-XX:SharedClassListFile=" + list,
                "-XX:SharedArchiveFile=" + made,
                "-cp",
                classPath));
    }

    /**
     * Runs a JVM for {@link #make} to its end.
     *
     * @throws IOException with what it has said, if it fails or takes minutes
     */
    public static void run(List<String> command) throws IOException {
        Path said = Files.createTempFile("trenza-archive-", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
            boolean hasEnded = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!hasEnded || process.exitValue() != 0) {
                process.toHandle().destroyForcibly();
                throw new IOException(
                        (hasEnded ? "java ended with " + process.exitValue() : "java did not end") + ": " + last(said));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(said);
        }
    }

    private static String last(Path said) throws IOException {
        String text = new String(Files.readAllBytes(said), StandardCharsets.UTF_8).strip();
        return text.substring(Math.max(0, text.length() - 500)).replace("\n", "; ");
    }
}
