package dev.trenza.examples.images;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A picture is none, is broken, or is larger than was asked for. */
public final class UnreadablePictureException extends IOException {

    private static final long serialVersionUID = 1;

    UnreadablePictureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
