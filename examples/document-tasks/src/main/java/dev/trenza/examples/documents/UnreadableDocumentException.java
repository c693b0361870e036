package dev.trenza.examples.documents;

import java.io.IOException;

/** The document is not what it should be: damaged, or of a type that is not understood. */
public final class UnreadableDocumentException extends IOException {

    private static final long serialVersionUID = 1;

    UnreadableDocumentException(String message) {
        super(message);
    }

    UnreadableDocumentException(String message, Throwable cause) {
        super(message, cause);
    }
}
