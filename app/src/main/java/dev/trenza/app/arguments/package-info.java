/**
 * What users type for amounts: sizes.
 *
 * <p>Must never: know of a command.
 */
@NullMarked
package dev.trenza.app.arguments;

import org.jspecify.annotations.NullMarked;
