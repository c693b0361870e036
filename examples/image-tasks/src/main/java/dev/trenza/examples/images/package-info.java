/**
 * Tasks on pictures: thumbnails, and hashes by which pictures that look alike are found.
 *
 * <p>Must never: decode a picture before it is known to be small enough.
 */
@NullMarked
package dev.trenza.examples.images;

import org.jspecify.annotations.NullMarked;
