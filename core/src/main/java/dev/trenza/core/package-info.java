/**
 * A {@link dev.trenza.core.TaskPool} runs {@link dev.trenza.task.Task}s and tells their
 * {@link dev.trenza.core.Outcome}s. The same task runs inline, on threads or in worker JVMs, by choosing the pool; the
 * results do not change.
 *
 * <p>Must never: know of a pipeline, a command line or a file format.
 */
@NullMarked
package dev.trenza.core;

import org.jspecify.annotations.NullMarked;
