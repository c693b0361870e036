/**
 * Tasks in the caller's own thread, for tests: no thread, no process, no surprise.
 *
 * <p>Must never: start a thread.
 */
@NullMarked
package dev.trenza.core.inline;

import org.jspecify.annotations.NullMarked;
