package dev.trenza.app.pipelinefile;

/**
 * One thing that is wrong with a pipeline file.
 *
 * @param file as the user named it
 * @param line from 1; 0 if the file as a whole is meant
 * @param column from 1
 * @param message what was expected, what was found, and what may have been meant
 */
public record Problem(String file, int line, int column, String message) {

    /** As editors and compilers write it: {@code file:line:column: message}. */
    @Override
    public String toString() {
        return line == 0 ? file + ": " + message : file + ":" + line + ":" + column + ": " + message;
    }
}
