package dev.trenza.examples.documents;

import java.io.IOException;

/** The document wanted more than it may have; the message tells the limit. */
public final class DocumentLimitException extends IOException {

    private static final long serialVersionUID = 1;

    DocumentLimitException(String message) {
        super(message);
    }

    DocumentLimitException(String message, Throwable cause) {
        super(message, cause);
    }
}
