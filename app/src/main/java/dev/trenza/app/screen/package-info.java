/**
 * What goes to stderr: whole lines, and on a terminal one status line below them.
 *
 * <pre>
 *   failures, worker output, notes --\
 *                                     > Screen -> stderr
 *   progress bar --------------------/
 * </pre>
 *
 * <p>Must never: touch stdout, or wait for a run.
 */
@NullMarked
package dev.trenza.app.screen;

import org.jspecify.annotations.NullMarked;
