/**
 * The worker's own process: claims its channel, says hello, runs the calls one after the other, and ends.
 *
 * <pre>
 *   fd 3 ==> receiver thread ==> call queue ==> task thread ==> frame writer ==> writer thread ==> fd 4
 *                 | cancel, end of file                |
 *                 v                                    v
 *          interrupt, or halt                    status page (mapped)      everything printed ==> fd 2
 * </pre>
 *
 * <p>Must never: write to fd 1 or 2 by any other way than {@link dev.trenza.worker.TaskOutput}, or outlive its parent.
 */
package dev.trenza.worker;
