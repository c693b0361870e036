package dev.trenza.app.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Opens the place where results go. */
public final class Results {

    private Results() {}

    /**
     * JSON lines into a file, or on stdout.
     *
     * @param file is replaced; its folders are made
     * @param stdout unbuffered
     * @throws IOException if the file cannot be written
     */
    public static OutcomeFormat jsonLines(Optional<Path> file, OutputStream stdout) throws IOException {
        return new JsonLines(open(file, stdout));
    }

    /**
     * Lines of one's own into a file, or on stdout.
     *
     * @param file is replaced; its folders are made
     * @param stdout unbuffered
     * @throws IOException if the file cannot be written
     */
    public static OutcomeFormat lines(LineTemplate template, Optional<Path> file, OutputStream stdout)
            throws IOException {
        return new TemplateLines(template, open(file, stdout));
    }

    /**
     * The place as it is, or one that packs if its name ends with {@code .gz}.
     *
     * @param file is replaced; its folders are made
     * @param stdout what is used if there is no file
     * @throws IOException if the file cannot be written
     */
    public static OutputStream open(Optional<Path> file, OutputStream stdout) throws IOException {
        if (file.isEmpty()) {
            return stdout;
        }
        makeFolders(file.get());
        return Packing.byName(file.get(), Files.newOutputStream(file.get()));
    }

    /**
     * JSON lines behind those that a file has.
     *
     * @param file is made if it is not there, and so are its folders
     * @throws IOException if the file cannot be written
     */
    public static OutcomeFormat appendedLines(Path file) throws IOException {
        makeFolders(file);
        return new JsonLines(Packing.byName(
                file, Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)));
    }

    private static void makeFolders(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }
}
