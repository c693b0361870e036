package dev.trenza.app.run;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file cannot be written, in words: the JDK's own messages are often no more than a path. */
public final class WriteProblem {

    private WriteProblem() {}

    /** The words, without the file that was to be written. */
    public static String of(IOException error) {
        if (error instanceof NoSuchFileException) {
            return "its folder does not exist";
        }
        if (error instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (error instanceof FileAlreadyExistsException there) {
            return "'" + there.getFile() + "' is a file, and no folder can be made of it";
        }
        if (error instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        return String.valueOf(error.getMessage());
    }
}
