package dev.trenza.core.process;

import dev.trenza.task.NamedTask;
import dev.trenza.task.Task;
import dev.trenza.worker.WorkerMain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The archive of the worker's own classes, for one JDK and this very jar. Every pool's workers start from it once it has been
 * made: by {@code trenza warmup}, or by a program that embeds the pool, say when its image is built. Never made unasked.
 * Immutable.
 *
 * <pre>{@code
 * Path java = Path.of(System.getProperty("java.home"), "bin", "java");
 * Optional<WorkerArchive> archive = WorkerArchive.of(java);
 * if (archive.isPresent() && !archive.get().isThere()) {
 *     archive.get().make();
 * }
 * }</pre>
 */
public final class WorkerArchive {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path java;
    private final ClassArchive archive;

    private WorkerArchive(Path java, ClassArchive archive) {
        this.java = java;
        this.archive = archive;
    }

    /**
     * That of a JDK, whether it has been made or not. Its name is made from the JDK and the jar as they are now, so that after
     * a change of either it is another one.
     *
     * @param java the program
     * @return empty where this user has no directory for it, or the worker's classes are not in a jar
     */
    public static Optional<WorkerArchive> of(Path java) {
        try {
            Path jar = JvmLauncher.locationOf(WorkerMain.class);
            Optional<Path> directory = ClassArchive.directory();
            if (directory.isEmpty() || !Files.isRegularFile(jar)) {
                return Optional.empty();
            }
            CRC32 crc = new CRC32();
            crc.update((fingerprint(java.toRealPath()) + fingerprint(jar)).getBytes(StandardCharsets.UTF_8));
            String name = "worker-" + Long.toHexString(crc.getValue()) + ".jsa";
            return Optional.of(
                    new WorkerArchive(java, new ClassArchive(directory.get().resolve(name))));
        } catch (IOException | IllegalStateException e) {
            return Optional.empty(); // There is no such java, and who starts it will say so.
        }
    }

    private static String fingerprint(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return file + ":" + attributes.size() + ":"
                + attributes.lastModifiedTime().toMillis() + ":";
    }

    /** Where it is, or would be. */
    public Path file() {
        return archive.file();
    }

    /** Whether it has been made. */
    public boolean isThere() {
        return Files.isReadable(file());
    }

    /** The archive, if it is there and belongs to who made this directory: what another user has put there is code of his. */
    Optional<ClassArchive> ownedLike(Path directory) {
        try {
            return isThere() && Files.getOwner(file()).equals(Files.getOwner(directory))
                    ? Optional.of(archive)
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /**
     * Makes it. Starts workers, takes some seconds, blocks.
     *
     * @throws IOException if it cannot be made; one that was there is as it was
     */
    public void make() throws IOException {
        archive.make(
                java,
                JvmLauncher.locationOf(WorkerMain.class).toString(),
                list -> work("-XX:DumpLoadedClassList=" + list),
                made -> work("-XX:SharedArchiveFile=" + made));
    }

    /** What every worker does, and the usual sorts of values. */
    private void work(String... arguments) throws IOException {
        Task<@Nullable Object, @Nullable Object> square = NamedTask.reference("square", Map.of());
        try (WorkerPool pool = WorkerPool.builder()
                .name("archive")
                .workers(1)
                .java(java)
                .jvmArguments(arguments)
                .build()) {
            pool.<Object, Object>submit(square, 7L).block(PATIENCE);
            Flux.<Object>just(1, 2L, "3", new byte[4], 5.0)
                    .transform(pool.mapUnordered(value -> value))
                    .blockLast(PATIENCE);
        } catch (RuntimeException e) {
            throw new IOException("a worker could not do its work: " + e.getMessage(), e);
        }
    }
}
