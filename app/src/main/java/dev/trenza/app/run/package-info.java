/**
 * Runs a pipeline for the command line: pools, results, interruption, exit status.
 *
 * <pre>
 *   sources -> Pipeline -> [trenza-results thread] -> OutcomeFormat -> stdout or a file
 *      ^          ^
 *      |          +--- second Ctrl-C, SIGTERM, run time-out: cancel, kill the workers
 *      +-------------- first Ctrl-C: no more items, what is running finishes
 * </pre>
 *
 * <p>Must never: parse arguments, or print results itself.
 */
@NullMarked
package dev.trenza.app.run;

import org.jspecify.annotations.NullMarked;
