package dev.trenza.worker.program;

/**
 * Unwinds the thread of a program that has called {@code System.exit}; its status is known by then. An {@code Error},
 * because programs catch exceptions: one that catches this as well, runs on unheard until its item is over.
 */
final class ProgramExit extends Error {

    private static final long serialVersionUID = 1;

    ProgramExit(int status) {
        super("the program has ended with " + status, null, false, false);
    }
}
