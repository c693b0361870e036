package dev.trenza.app;

import dev.trenza.app.journal.RunDirectory;

/**
 * What {@code trenza resume} adds to the command line of an earlier day. Immutable.
 *
 * @param run to go on with
 * @param retryFailed whether items run again that have failed
 * @param explain whether to tell of each item what becomes of it
 */
record Resumption(RunDirectory run, boolean retryFailed, boolean explain) {}
