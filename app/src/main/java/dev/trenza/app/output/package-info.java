/**
 * What goes to stdout, or into the file that takes its place: one line per outcome.
 *
 * <p>Must never: write anything else there; a line for the eyes belongs to stderr.
 */
@NullMarked
package dev.trenza.app.output;

import org.jspecify.annotations.NullMarked;
