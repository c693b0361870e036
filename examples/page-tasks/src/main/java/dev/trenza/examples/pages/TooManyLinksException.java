package dev.trenza.examples.pages;

import java.io.IOException;

/** A page leads to more places than was asked for. */
public final class TooManyLinksException extends IOException {

    private static final long serialVersionUID = 1;

    TooManyLinksException(String message) {
        super(message);
    }
}
