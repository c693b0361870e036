/**
 * What a task can do to its worker, to try what a pool survives: {@code trenza drill} runs each of these misdeeds among
 * healthy items.
 *
 * <p>Must never: be called outside of a worker; most of it ends or spoils the JVM.
 */
package dev.trenza.worker.drill;
