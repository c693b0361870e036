/**
 * Makes the archives from which the command and its workers start faster.
 *
 * <p>Must never: run unasked, or change anything outside of the directory of the archives.
 */
@NullMarked
package dev.trenza.app.warmup;

import org.jspecify.annotations.NullMarked;
