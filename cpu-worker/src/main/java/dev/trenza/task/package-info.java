/**
 * What a user implements: a {@link dev.trenza.task.Task} to run in a worker JVM, or a
 * {@link dev.trenza.task.NamedTask} that is found by name.
 *
 * <p>Must never: depend on anything but {@code java.base}. This package is on the class path of every worker, and
 * whatever it needed every task would need.
 */
package dev.trenza.task;
