package dev.trenza.app.journal;

import java.io.IOException;

/** Another process is writing this journal. */
public final class RunInUseException extends IOException {

    private static final long serialVersionUID = 1;

    RunInUseException(String message) {
        super(message);
    }
}
