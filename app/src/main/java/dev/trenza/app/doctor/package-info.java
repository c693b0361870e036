/**
 * Looks at the machine: can it run what this program does, and if not, what helps?
 *
 * <p>Must never: change anything.
 */
@NullMarked
package dev.trenza.app.doctor;

import org.jspecify.annotations.NullMarked;
