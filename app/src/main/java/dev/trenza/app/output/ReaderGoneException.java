package dev.trenza.app.output;

import java.io.IOException;

/** Nobody reads stdout any more, as in {@code trenza ... | head -1}: the end of the run, but no error. */
public final class ReaderGoneException extends IOException {

    private static final long serialVersionUID = 1;

    ReaderGoneException(IOException cause) {
        super("the reader of stdout has gone", cause);
    }
}
