package dev.trenza.core;

/** The pool was closed before this was submitted. */
public final class PoolClosedException extends PoolUnusableException {

    private static final long serialVersionUID = 1;

    public PoolClosedException(String pool) {
        super(pool + " is closed; submit before close() or make another pool", null);
    }
}
