package dev.trenza.app.report;

import dev.trenza.app.statistics.RunStatistics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The place where a report goes. */
public final class ReportFile {

    private ReportFile() {}

    /**
     * Finds out, before hours of work, whether a report could be written at their end.
     *
     * @param file its folders are made
     * @throws IOException if it could not
     */
    public static void prepare(Path file) throws IOException {
        Path folder = folderOf(file);
        Files.createDirectories(folder);
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "it is a directory");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new AccessDeniedException(file.toString());
        }
    }

    /**
     * Writes a report. A file that is there is replaced as a whole or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, RunStatistics run) throws IOException {
        byte[] page = ReportPage.of(run).getBytes(StandardCharsets.UTF_8);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            Files.write(file, page); // a pipe, or /dev/stdout
            return;
        }
        // Not a temporary file, which would stay its owner's only: a report is as any file of this user.
        Path draft = folderOf(file)
                .resolve(
                        "." + file.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Files.write(draft, page);
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }
}
