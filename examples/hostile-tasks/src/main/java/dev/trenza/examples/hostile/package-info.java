/**
 * Tasks that misbehave on demand, to show what it costs: the item, and nothing else.
 *
 * <p>Must never: be installed on a task path for everybody.
 */
@NullMarked
package dev.trenza.examples.hostile;

import org.jspecify.annotations.NullMarked;
