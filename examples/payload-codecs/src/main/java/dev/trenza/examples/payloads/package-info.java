/**
 * Jackson and Kryo as payload codecs: for values that have a form already, or that trenza's own way refuses. Must never: let the
 * bytes choose a class.
 */
@NullMarked
package dev.trenza.examples.payloads;

import org.jspecify.annotations.NullMarked;
