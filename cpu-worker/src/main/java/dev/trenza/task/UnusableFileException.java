package dev.trenza.task;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file could not be used; the message says which one, what could not be done, and why. */
public final class UnusableFileException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * For what the caller found out itself.
     *
     * @param path as the user gave it
     * @param problem completes the sentence that begins with the path: {@code "is a directory; ..."}
     */
    public UnusableFileException(Path path, String problem) {
        super("'" + path + "' " + problem);
    }

    private UnusableFileException(Path path, String problem, IOException cause) {
        super("'" + path + "' " + problem, cause);
    }

    /**
     * Tells an error of the file system in words; the JDK's own messages are often no more than the path.
     *
     * @param path as the user gave it
     * @param what could not be done: {@code "cannot be read"}
     * @return the error itself if it says that the thread was interrupted
     */
    public static IOException of(Path path, String what, IOException error) {
        if (error instanceof ClosedByInterruptException || error instanceof UnusableFileException) {
            return error;
        }
        return new UnusableFileException(path, what + ": " + reason(path, error), error);
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
