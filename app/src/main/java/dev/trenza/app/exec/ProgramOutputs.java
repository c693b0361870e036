package dev.trenza.app.exec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder into which workers write what each item prints. What an item printed is there even if its worker died. Thread-safe.
 *
 * @param folder of this run alone
 */
public record ProgramOutputs(Path folder) implements AutoCloseable {

    /**
     * Makes the folder, in {@code TMPDIR} or where this system keeps what is temporary.
     *
     * @throws IOException if it cannot be made
     */
    public static ProgramOutputs create() throws IOException {
        String given = System.getenv("TMPDIR");
        Path parent = Path.of(given == null || given.isEmpty() ? System.getProperty("java.io.tmpdir") : given);
        return new ProgramOutputs(Files.createTempDirectory(parent.toAbsolutePath(), "trenza-exec-"));
    }

    /** What the item has printed; there is no such file if that is nothing. */
    Path stdout(long index) {
        return folder.resolve(index + ".out");
    }

    /** What the item has told on its standard error; there is no such file if that is nothing. */
    Path stderr(long index) {
        return folder.resolve(index + ".err");
    }

    /** Takes away what nobody needs any more. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
