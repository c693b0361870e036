/**
 * The time line of a run.
 *
 * <p>Must never: know where the stages' pools come from.
 */
@NullMarked
package dev.trenza.app.trace;

import org.jspecify.annotations.NullMarked;
