/**
 * Streams of stages, started together and merged into one flow of outcomes.
 *
 * <pre>
 *   source -> io: read -> cpu: text -> io: write \
 *                                                 > one flow of outcomes -> CombinedResult
 *   source -> cpu: square ----------------------- /
 * </pre>
 *
 * <p>Must never: know how a pool runs its tasks, or be known by a pool.
 */
@NullMarked
package dev.trenza.core.pipeline;

import org.jspecify.annotations.NullMarked;
