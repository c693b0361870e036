/**
 * A {@link dev.trenza.core.TaskPool} whose tasks run in worker JVMs.
 *
 * <pre>{@code
 *   subscriber threads        this JVM                                          worker JVM n
 *
 *   Flux ==> Lane ==> Dispatcher ==> FrameWriter ==> writer thread ==> fd 3 ==> receiver ==> task thread
 *             ^          |    ^                                                                  |
 *             |          |    +--------------------- reader thread <== fd 4 <== writer <==========+
 *   pool      |          |    +--------------------- waiter thread <== exit status
 *   threads --+          |                           stderr thread <== fd 2 (everything printed)
 *                        +--> control thread: starts and kills workers, ticks
 * }</pre>
 *
 * <p>The {@link dev.trenza.core.process.Dispatcher} holds all state, under one lock, and touches neither pipes nor
 * processes nor subscribers: it is told what happened and answers with what is to be done. The
 * {@link dev.trenza.core.process.WorkerLauncher} is the one seam to the operating system.
 *
 * <p>Must never: emit on a reader thread, wait for a pipe on a thread of the subscriber, or know of the pipeline.
 */
@NullMarked
package dev.trenza.core.process;

import org.jspecify.annotations.NullMarked;
