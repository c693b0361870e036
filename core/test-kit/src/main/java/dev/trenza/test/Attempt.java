package dev.trenza.test;

/**
 * An attempt that a {@link FaultyTaskPool} is about to make, for rules that choose. Immutable.
 *
 * <pre>{@code
 * FaultyTaskPool.around(pool).when(attempt -> attempt.index() % 10 == 0 && attempt.number() == 1, Fault.crash());
 * }</pre>
 *
 * @param item what the source emitted
 * @param index its position in the source, from 0
 * @param number which attempt of the item it is, from 1
 * @param call how many attempts the pool has begun with it, over all items and runs, from 1
 */
public record Attempt(Object item, long index, int number, long call) {}
