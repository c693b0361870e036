/**
 * Writes the documents that the examples read: some in every format, and some that are out to do harm. Run by the build.
 *
 * <p>Must never: be used by the tasks, which would then be tested against themselves.
 */
@NullMarked
package dev.trenza.examples.samples;

import org.jspecify.annotations.NullMarked;
