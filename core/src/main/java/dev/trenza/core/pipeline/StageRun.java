package dev.trenza.core.pipeline;

import dev.trenza.core.Outcome;

/**
 * One item has been through one stage: a bar on a time line. Immutable.
 *
 * @param stream the stream's name
 * @param stage the stage's name
 * @param kind of the stage
 * @param seq of the item, from 0
 * @param worker which worker or thread of the stage's pool ran it, from 1; 0 if none did
 * @param startedNanos when its last attempt began, on the clock of {@link System#nanoTime()}; 0 if it never ran
 * @param waitNanos that it waited for the worker, in nanoseconds
 * @param runNanos that the last attempt ran, in nanoseconds
 * @param status {@link Outcome#status()}
 */
public record StageRun(
        String stream,
        String stage,
        Stage.Kind kind,
        long seq,
        int worker,
        long startedNanos,
        long waitNanos,
        long runNanos,
        String status) {}
