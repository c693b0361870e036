/**
 * For tests of code that uses a {@link dev.trenza.core.TaskPool}: {@link dev.trenza.test.FaultyTaskPool} makes faults
 * without a process, {@link dev.trenza.test.OutcomeExpectation} says what should come of an item, and
 * {@link dev.trenza.test.WorkerPoolExtension} gives a test real workers and fails it if it leaves something behind.
 *
 * <p>Must never: be needed by what is not a test.
 */
@NullMarked
package dev.trenza.test;

import org.jspecify.annotations.NullMarked;
