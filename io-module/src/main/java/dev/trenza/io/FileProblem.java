package dev.trenza.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** An {@link IOException} whose message says which file, what happened to it, and why. */
final class FileProblem extends IOException {

    private static final long serialVersionUID = 1;

    FileProblem(Path path, String problem) {
        super("'" + path + "' " + problem);
    }

    private FileProblem(Path path, String problem, IOException cause) {
        super("'" + path + "' " + problem, cause);
    }

    /**
     * Tells an error of the file system in words; the JDK's own messages are often no more than the path.
     *
     * @param path what the caller asked for
     * @param what could not be done: {@code "cannot be read"}
     * @return the error itself if it says that the thread was interrupted
     */
    static IOException of(Path path, String what, IOException error) {
        if (error instanceof ClosedByInterruptException || error instanceof FileProblem) {
            return error;
        }
        return new FileProblem(path, what + ": " + reason(path, error), error);
    }

    private static String reason(Path path, IOException error) {
        if (error instanceof NoSuchFileException) {
            String where =
                    path.isAbsolute() ? "" : " (looked in '" + Path.of("").toAbsolutePath() + "')";
            return "there is no such file" + where;
        }
        if (error instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (error instanceof FileSystemException problem && problem.getReason() != null) {
            return problem.getReason();
        }
        return error.getMessage() == null ? error.getClass().getName() : error.getMessage();
    }
}
