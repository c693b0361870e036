/**
 * A task on access logs: what was asked for, by how many, and what came of it.
 *
 * <p>Must never: hold a whole log in memory.
 */
@NullMarked
package dev.trenza.examples.logs;

import org.jspecify.annotations.NullMarked;
