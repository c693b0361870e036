/**
 * A pool's figures for Micrometer, where an application has it; nothing else refers to this package.
 *
 * <p>Must never: be touched without Micrometer on the class path.
 */
@NullMarked
package dev.trenza.core.metrics;

import org.jspecify.annotations.NullMarked;
