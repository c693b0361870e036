/**
 * What a user may do to make the next run better, with the figures that say so.
 *
 * <p>Must never: advise without a measurement.
 */
@NullMarked
package dev.trenza.app.advice;

import org.jspecify.annotations.NullMarked;
