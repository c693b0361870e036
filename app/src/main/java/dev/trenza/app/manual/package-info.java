/**
 * What the commands say about themselves, in the forms in which systems install it: man pages.
 *
 * <p>Must never: say what {@code --help} does not.
 */
@NullMarked
package dev.trenza.app.manual;

import org.jspecify.annotations.NullMarked;
