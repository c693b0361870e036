/**
 * What the commands that run one thing on many items take in: items, and when the next of them may begin.
 *
 * <p>Must never: start anything.
 */
@NullMarked
package dev.trenza.app.input;

import org.jspecify.annotations.NullMarked;
