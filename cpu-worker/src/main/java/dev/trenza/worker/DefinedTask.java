package dev.trenza.worker;

import dev.trenza.task.Nullable;
import dev.trenza.task.Task;

/**
 * A task that is ready to run.
 *
 * @param task what runs
 * @param limitNanos what an attempt may take; {@link dev.trenza.worker.protocol.TaskDefinition#NO_LIMIT} if there is no time-out
 */
record DefinedTask(Task<@Nullable Object, @Nullable Object> task, long limitNanos) {}
