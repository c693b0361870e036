package dev.trenza.examples.tika;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** No text came of a document: it is of no known type, broken, encrypted, or wants more than it may have. */
public final class UnreadableDocumentException extends IOException {

    private static final long serialVersionUID = 1;

    UnreadableDocumentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
