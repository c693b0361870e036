/**
 * Ready-made I/O for pipelines: {@link dev.trenza.io.Source}s that emit, and {@link dev.trenza.io.IoTask}s that read,
 * write, fetch and wait on threads of the caller's JVM.
 *
 * <pre>
 *   Source (files, lines, ...) -> read -> [ CPU work in worker JVMs ] -> write
 *                                 thread                                 thread
 * </pre>
 *
 * <p>Retry, back-off and time-out belong to the stage, not to the task: see {@link dev.trenza.core.TaskRun}.
 *
 * <p>Must never: start a process, know a command line or a file format of ours, or hold more than one item's content.
 */
@NullMarked
package dev.trenza.io;

import org.jspecify.annotations.NullMarked;
