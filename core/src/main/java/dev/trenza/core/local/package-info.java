/**
 * What the pools that run tasks in this JVM share: the operator with its window, the life of a call, and how exceptions
 * become outcomes. Not an API: use {@code ThreadTaskPool} or {@code InlineTaskPool}.
 *
 * <pre>{@code
 *   source --onNext--> LocalRun --execute--> the pool: a thread, or the caller
 *                         |                      |
 *     at most a window    |                      v
 *     between the two     |                  LocalCall: context, retry, time-out, cancel
 *                         v                      |
 *   subscriber <--drain-- Results <--outcome-----+
 * }</pre>
 *
 * <p>Must never: start a thread, or know which pool it works for.
 */
@NullMarked
package dev.trenza.core.local;

import org.jspecify.annotations.NullMarked;
