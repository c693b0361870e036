/**
 * Runs the {@code main} of an existing program as a task, one item after the other in one warm JVM.
 *
 * <pre>
 *   ProgramTask --&gt; Program --&gt; ProgramRun: threads of its own, in a thread group of its own
 *                      |            |  System.in/out/err --&gt; ProgramStreams --&gt; the item's files
 *                 ProgramLoader     |  System.exit       --&gt; ProgramTraps   --&gt; the item's status
 *                (rewrites exits)   v
 *                              the program's main(String[])
 * </pre>
 *
 * <p>Must never: let an item see another item's output, or end the worker where the program only meant itself.
 */
package dev.trenza.worker.program;
